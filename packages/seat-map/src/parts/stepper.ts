import type { Section } from '../chart/places.ts';
import type { Scene } from '../drawing/scene.ts';
import { priceAndLeft } from '../messages/words.ts';
import { button, element } from './element.ts';

export interface StepperActions {
  /** How many are chosen, and how many may be. */
  read: (section: Section) => { count: number; most: number };
  set: (section: Section, count: number) => void;
  close: () => void;
}

/** How many of a standing area: one fewer, one more. */
export function createStepper(scene: Scene, { read, set, close }: StepperActions) {
  const { messages } = scene;
  const name = element('b');
  const note = element('small');
  const output = element('output');
  const step = (by: number) => section && set(section, read(section).count + by);
  const fewer = button({ 'aria-label': messages.fewer, click: () => step(-1) }, '−');
  const more = button({ 'aria-label': messages.more, click: () => step(1) }, '+');
  const root = element(
    'div',
    {
      class: 'sm-stepper',
      role: 'group',
      hidden: true,
      keydown: (event: KeyboardEvent) => event.key === 'Escape' && close(),
    },
    ...[element('p', {}, name, note), fewer, output, more],
    button({ click: close, 'aria-label': messages.close }, '✕'),
  );
  let section: Section | null = null;
  const update = () => {
    root.hidden = section === null;
    if (!section) return;
    const { count, most } = read(section);
    const left = scene.availability.leftIn(section.index);
    root.setAttribute('aria-label', section.name);
    name.textContent = section.name;
    note.textContent = priceAndLeft(scene, section.price, left);
    output.textContent = String(count);
    fewer.disabled = count === 0;
    more.disabled = count >= most;
  };
  return {
    root,
    update,
    get section() {
      return section;
    },
    open(next: Section | null, hasFocus: boolean) {
      section = next;
      update();
      if (next && hasFocus) more.focus();
    },
  };
}
