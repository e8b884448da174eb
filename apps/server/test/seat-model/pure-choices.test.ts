import { drawing } from '@frontrow/contract/chart/drawing';
import { layoutOf } from '@frontrow/contract/chart/layout';
import { orphansOf } from '@frontrow/contract/chart/orphans';
import { chooseBest } from '@frontrow/domain/seating/best-available/choose-best';
import { chartOf } from '@frontrow/domain/testing/house';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bestByRule, orphansByRule, seatsOf } from '../../testing/seat-model/oracle.ts';

/** Rows in letters, with taken seats in capitals. */
const house = fc
  .array(
    fc
      .array(fc.constantFrom(...'.....XXXacCrR|'), { minLength: 1, maxLength: 7, size: 'max' })
      .map((letters) =>
        letters
          .join('')
          .replace(/^\|+|\|+$/g, '')
          .replace(/\|+/g, '|'),
      )
      .filter((row) => row.length > 0),
    { minLength: 1, maxLength: 2, size: 'max' },
  )
  .map((letters) => {
    const rows = letters.map((row) => row.replaceAll('X', '.').toLowerCase());
    const taken = letters.join('').replaceAll('|', '');
    const free = new Set([...taken].flatMap((letter, n) => (/[XCR]/.test(letter) ? [] : [n])));
    return { rows, free };
  });

const layoutFor = (rows: string[]) => layoutOf(drawing.parse(chartOf(rows)));

test('the best seats are those of the rule, whatever is taken', () => {
  const wish = fc.record({
    quantity: fc.integer({ min: 1, max: 5 }),
    accessible: fc.boolean(),
    apart: fc.boolean(),
  });
  fc.assert(
    fc.property(house, wish, ({ rows, free }, wanted) => {
      const layout = layoutFor(rows);
      const letters = Uint8Array.from({ length: layout.places }, (_, n) => (free.has(n) ? 1 : 0));
      const choice = chooseBest(layout, { ...wanted, fits: () => true }, letters);
      expect(choice).toEqual(bestByRule(seatsOf(rows), { free }, wanted));
    }),
    { numRuns: 2_000 },
  );
});

test('the places that a choice leaves alone are those of the rule', () => {
  fc.assert(
    fc.property(house, fc.infiniteStream(fc.boolean()), ({ rows, free }, coins) => {
      const chosen = [...free].filter(() => coins.next().value === true);
      const orphans = orphansOf(layoutFor(rows), chosen, (place) => free.has(place));
      expect(orphans).toEqual(orphansByRule(seatsOf(rows), free, new Set(chosen)));
    }),
    { numRuns: 2_000 },
  );
});
