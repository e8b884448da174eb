import type { Notice } from '../map/options.ts';
import type { Messages } from '../messages/messages.ts';
import { button, element } from './element.ts';

/** A strip over the map that says what is wrong, and offers what helps. */
export function createNotice(messages: Messages, close: () => void) {
  const root = element('div', { class: 'sm-notice', hidden: true });
  return {
    root,
    show(notice: Notice | null) {
      root.hidden = notice === null;
      if (!notice) return;
      root.replaceChildren(
        element('p', {}, notice.text),
        ...notice.actions.map(({ label, run }) => button({ click: run }, label)),
        button({ click: close, 'aria-label': messages.close }, '✕'),
      );
    },
  };
}
