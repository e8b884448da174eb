import { describe, expect, test } from 'vitest';
import { drawing } from './drawing.ts';
import { layoutOf } from './layout.ts';
import { orphansOf } from './orphans.ts';

/**
 * One row in letters: `.` is free, `x` is taken, `o` is chosen, `a` is a free place for a wheelchair, `c` one for a
 * companion, `|` an aisle. Returns the seats that are left alone, as their indexes.
 */
function orphansIn(row: string): number[] {
  const seats = [...row].filter((letter) => letter !== '|');
  const numbersOf = (wanted: string) =>
    seats.flatMap((letter, index) => (letter === wanted ? [index + 1] : []));
  const aisleAfter = [...row].flatMap((letter, index) =>
    letter === '|' ? [[...row.slice(0, index)].filter((other) => other !== '|').length] : [],
  );
  const layout = layoutOf(
    drawing.parse({
      width: 1_000,
      height: 1_000,
      focus: [500, 0],
      sections: [
        {
          name: 'Floor',
          category: 'A',
          kind: 'SEATED',
          rows: [
            {
              ...{ name: 'A', count: seats.length, start: [0, 100], end: [900, 100] },
              ...{ aisleAfter, accessible: numbersOf('a'), companion: numbersOf('c') },
            },
          ],
        },
      ],
    }),
  );
  const chosen = seats.flatMap((letter, index) => (letter === 'o' ? [index] : []));
  return orphansOf(layout, chosen, (place) => seats[place] !== undefined && seats[place] !== 'x');
}

describe('orphans of a choice', () => {
  test.each([
    // Nothing is left alone.
    ['oo...', []],
    ['..oo..', []],
    ['.....', []],
    // A seat between a chosen and a taken one, a row end or an aisle.
    ['oo.x..', []],
    ['...oo.', [5]],
    ['.oo...', [0]],
    ['x.oo...', [1]],
    ['...o.|...', [4]],
    ['...|.o...', [3]],
    ['.o...o.', [0, 6]],
    ['..o.o..', [3]],
    // One that was alone before, away from the choice, does not count.
    ['x.x.ooo..', [3]],
    ['x.x..oo..', []],
    // Whoever takes n of n + 1 leaves one.
    ['xoo.x', []],
    ['x.oox', []],
    ['oo.', []],
    ['xo.ox', []],
    ['|o.|...', []],
    // Places for wheelchairs and companions are no orphans, and count as free.
    ['...ooa', []],
    ['...ooc', []],
    ['..oo.a', []],
    ['..oo.ax', []],
  ] as const)('%s leaves alone %j', (row, orphans) => {
    expect(orphansIn(row)).toEqual(orphans);
  });
});
