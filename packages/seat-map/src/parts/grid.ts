import type { Row } from '../chart/places.ts';
import type { Scene } from '../drawing/scene.ts';
import { infoOf } from '../messages/place-info.ts';
import { spokenOf } from '../messages/words.ts';
import { element } from './element.ts';

/** So many rows and seats on each side of the focus are in the document. */
const ROWS = 2;
const SEATS = 20;

let made = 0;

/**
 * The map as screen readers see it: a grid of which only the rows near the focus are in the document. It lies over the
 * canvas, takes the keyboard as one stop, and its cells can be clicked.
 */
export function createGrid(
  scene: Scene,
  { isChosen, press }: { isChosen: (place: number) => boolean; press: (place: number) => void },
) {
  const { places, messages } = scene;
  const prefix = `sm${++made}-`;
  const help = element('p', { id: `${prefix}help`, class: 'sm-hidden' }, messages.help);
  const root = element('div', {
    ...{ class: 'sm-grid', role: 'grid', tabindex: '0' },
    'aria-label': messages.map,
    'aria-describedby': help.id,
    'aria-rowcount': places.rows.length,
    'aria-multiselectable': 'true',
    click: (event: MouseEvent) => {
      const cell = event.target instanceof Element && event.target.closest('[data-place]');
      if (cell) press(Number(cell.getAttribute('data-place')));
    },
  });

  const cellOf = (place: number, column: number) => {
    const info = infoOf(scene, place, isChosen(place));
    if (!info) return element('div', { role: 'gridcell' });
    const isFree = info.state === 'available' || info.state === 'chosen';
    return element(
      'div',
      {
        ...{
          id: `${prefix}${place}`,
          role: 'gridcell',
          'data-place': place,
          'aria-colindex': column,
        },
        'aria-selected': String(info.state === 'chosen' || info.state === 'mine'),
        'aria-disabled': isFree ? null : 'true',
      },
      spokenOf(scene, info),
    );
  };
  const rowOf = ({ index, first, count }: Row, focus: number) => {
    const middle = Math.min(Math.max(focus - first, 0), count - 1);
    const from = Math.max(0, middle - SEATS);
    const cells = Array.from({ length: Math.min(count, middle + SEATS + 1) - from }, (_, seat) =>
      cellOf(first + from + seat, from + seat + 1),
    );
    return element('div', { role: 'row', 'aria-rowindex': index + 1 }, ...cells);
  };

  return {
    root,
    help,
    /** Writes the rows around a place, and makes it the active one if the keyboard is there. */
    show(place: number, isActive: boolean) {
      const row = places.rowOf[place] ?? 0;
      const near = places.rows.slice(Math.max(0, row - ROWS), row + ROWS + 1);
      // The seats at the same share of a row stand above one another.
      const share = (place - (places.rows[row]?.first ?? 0)) / (places.rows[row]?.count || 1);
      root.replaceChildren(
        ...near.map((each) =>
          rowOf(each, each.index === row ? place : each.first + Math.round(share * each.count)),
        ),
      );
      if (isActive) root.setAttribute('aria-activedescendant', `${prefix}${place}`);
      else root.removeAttribute('aria-activedescendant');
    },
  };
}
