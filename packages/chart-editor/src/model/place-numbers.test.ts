import { layoutOf } from '@frontrow/contract/chart/layout';
import { viewOfSections } from '@frontrow/contract/chart/view-of-sections';
import { expect, test } from 'vitest';
import { seatsInside } from '../canvas/find.ts';
import { compile } from './compile.ts';
import { placesByNumber } from './place-numbers.ts';
import { templates } from './templates/templates.ts';

test.for(['club', 'theatre', 'arena'] as const)(
  'the place numbers of the %s are those of the server',
  (name) => {
    const document = templates[name]();
    const chart = compile(document);
    const numbers = placesByNumber(document);
    expect(numbers.places).toBe(layoutOf(chart).places);
    const views = viewOfSections(chart, () => 0);
    expect(numbers.firstOf).toEqual(views.map(({ firstPlace }) => firstPlace));
    for (const [index, { rows }] of views.entries()) {
      const section = document.sections[index]?.id ?? '';
      for (const [row, { firstPlace, count }] of rows.entries()) {
        expect(numbers.placeOf({ section, row, seat: 0 })).toBe(firstPlace);
        expect(numbers.placeOf({ section, row, seat: count - 1 })).toBe(firstPlace + count - 1);
      }
    }
  },
);

test('a lasso around the whole sheet has every seat once, and one around nothing has none', () => {
  const document = templates.theatre();
  const { width, height } = document;
  const numbers = placesByNumber(document);
  const all = seatsInside(document, [
    [0, 0],
    [width, 0],
    [width, height],
    [0, height],
  ]);
  const places = new Set(all.map((seat) => numbers.placeOf(seat)));
  expect(places.size).toBe(numbers.places);
  expect(all.length).toBe(numbers.places);
  expect(
    seatsInside(document, [
      [10, 10],
      [60, 10],
      [60, 60],
    ]),
  ).toEqual([]);
});
