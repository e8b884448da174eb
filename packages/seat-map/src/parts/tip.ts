import type { Scene } from '../drawing/scene.ts';
import type { PlaceInfo } from '../map/options.ts';
import { marksInWords } from '../messages/words.ts';
import { element } from './element.ts';

/** The words at the mouse or at the seat that the keyboard is on. Screen readers have the grid instead. */
export function createTip() {
  const root = element('div', { class: 'sm-tip', 'aria-hidden': 'true', hidden: true });
  return {
    root,
    show(scene: Scene, info: PlaceInfo | null, [x, y]: readonly [number, number]) {
      root.hidden = info === null;
      if (!info) return;
      const { messages, price, availability } = scene;
      const notes = [
        ...marksInWords(messages, info),
        ...(info.kind === 'GENERAL' ? [messages.left(availability.leftAt(info.place))] : []),
        ...(info.kind === 'SEATED' && info.state !== 'available'
          ? [messages.states[info.state]]
          : []),
      ];
      root.replaceChildren(
        element('b', {}, messages.seat(info)),
        `${info.category} · ${price(info.price)}`,
      );
      if (notes.length > 0) root.append(element('br'), notes.join(' · '));
      const { offsetWidth: width, offsetHeight: height } = root;
      const parent = root.parentElement;
      const left0 = Math.min(Math.max(8, x - width / 2), (parent?.clientWidth ?? 0) - width - 8);
      const above = y - height - 28;
      root.style.transform = `translate(${Math.round(left0)}px,${Math.round(above < 8 ? y + 28 : above)}px)`;
    },
  };
}
