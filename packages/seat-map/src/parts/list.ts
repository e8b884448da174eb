import type { Section } from '../chart/places.ts';
import type { Scene } from '../drawing/scene.ts';
import { infoOf } from '../messages/place-info.ts';
import { priceAndLeft, spokenOf } from '../messages/words.ts';
import { button, element } from './element.ts';

export interface ListActions {
  isChosen: (place: number) => boolean;
  isWanted: (place: number) => boolean;
  press: (place: number) => void;
  openStanding: (section: Section) => void;
  /** Null: the page put the list into a place of its own, where it stays. */
  close: (() => void) | null;
}

/** Section, row and seat as plain buttons, for everybody. What is closed is not in the document. */
export function createList(scene: Scene, actions: ListActions) {
  const { places, messages, availability } = scene;
  const open = new Set<string>();
  const list = element('ul');
  const root = element(
    'section',
    {
      ...{ class: 'sm-list', 'aria-label': messages.list, tabindex: '-1' },
      keydown: (event: KeyboardEvent) => event.key === 'Escape' && actions.close?.(),
    },
    element(
      'header',
      {},
      messages.list,
      ...(actions.close
        ? [button({ click: actions.close, 'aria-label': messages.close }, '✕')]
        : []),
    ),
    list,
  );
  const wantedIn = (first: number, count: number) => {
    const seats = Array.from({ length: count }, (_, index) => first + index);
    return seats.filter(
      (place) =>
        (availability.isAvailable(place) && actions.isWanted(place)) || actions.isChosen(place),
    );
  };
  const toggle = (key: string) => () => {
    if (!open.delete(key)) open.add(key);
    write();
  };
  const heading = ([text, note]: [string, string], key: string) =>
    button(
      { 'aria-expanded': String(open.has(key)), 'data-key': key, click: toggle(key) },
      text,
      element('small', {}, note),
    );

  const sectionOf = (section: Section) => {
    const { name, index, kind } = section;
    const left = availability.leftIn(index);
    const note = priceAndLeft(scene, section.price, left);
    if (kind === 'GENERAL') {
      const click = () => actions.openStanding(section);
      const words = `${name} · ${messages.standing}`;
      return element(
        'li',
        {},
        button(
          { click, 'data-key': name, disabled: left === 0 },
          words,
          element('small', {}, note),
        ),
      );
    }
    const key = `${index}`;
    const item = element('li', {}, heading([name, note], key));
    if (open.has(key)) item.append(element('ul', {}, ...rowsOf(section)));
    return item;
  };
  const rowsOf = (section: Section) =>
    places.rows.slice(...section.rows).flatMap(({ name, first, count, index }) => {
      const seats = wantedIn(first, count);
      if (seats.length === 0) return [];
      const key = `${section.index}/${index}`;
      const item = element(
        'li',
        {},
        heading([messages.row(name), messages.left(seats.length)], key),
      );
      if (open.has(key)) item.append(element('div', { class: 'sm-seats' }, ...seats.map(seatOf)));
      return [item];
    });
  const seatOf = (place: number) => {
    const isChosen = actions.isChosen(place);
    const info = infoOf(scene, place, isChosen);
    return button(
      {
        ...{
          'aria-pressed': String(isChosen),
          'data-key': `seat ${place}`,
          click: () => actions.press(place),
        },
        'aria-label': info ? spokenOf(scene, info) : '',
      },
      info?.number ?? '',
    );
  };
  /** Writes the list anew. The focus stays on the button that had it. */
  function write(): void {
    const focused = root.contains(document.activeElement) ? document.activeElement : null;
    const key = focused?.getAttribute('data-key');
    list.replaceChildren(...places.sections.map(sectionOf));
    if (key) list.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`)?.focus();
  }
  return { root, write };
}
