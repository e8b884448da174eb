import { element } from './element.ts';

/** So often at most something is said politely, in milliseconds. */
const PAUSE = 1000;

/** Says things to screen readers: at once what was lost, otherwise the last of what there was to say, once a second. */
export function createLive() {
  const polite = element('div', { role: 'status', class: 'sm-hidden' });
  const urgent = element('div', { role: 'alert', class: 'sm-hidden' });
  let last = 0;
  let timer = 0;
  return {
    nodes: [polite, urgent],
    say(text: string) {
      clearTimeout(timer);
      timer = window.setTimeout(
        () => {
          last = Date.now();
          polite.textContent = text;
        },
        Math.max(0, last + PAUSE - Date.now()),
      );
    },
    warn(text: string) {
      urgent.textContent = text;
    },
    destroy: () => clearTimeout(timer),
  };
}
