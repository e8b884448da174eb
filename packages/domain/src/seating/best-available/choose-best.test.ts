import { drawing } from '@frontrow/contract/chart/drawing';
import { layoutOf } from '@frontrow/contract/chart/layout';
import { describe, expect, test } from 'vitest';
import { chooseBest, type Wish } from './choose-best.ts';

/**
 * A house with a section for each row. The rows are given in letters, the first one nearest to the focus: `.` is free, `x` is taken, `a` a free
 * place for a wheelchair, `c` one for a companion, `r` one with a restricted view, `|` an aisle. The focus is
 * above the middle of the rows.
 */
function choiceIn(rows: string[], wish: Partial<Wish>) {
  const seats = rows.map((row) => [...row].filter((letter) => letter !== '|'));
  const all = seats.flat();
  const width = 10 * Math.max(...rows.map((row) => row.length));
  const layout = layoutOf(
    drawing.parse({
      width,
      height: 1_000,
      focus: [Math.round((width - 10) / 2), 0],
      sections: rows.map((row, line) => {
        const own = seats[line] ?? [];
        const numbersOf = (letter: string) =>
          own.flatMap((other, index) => (other === letter ? [index + 1] : []));
        const drawn = {
          ...{ name: 'A', count: own.length },
          ...{ start: [0, 100 + 20 * line], end: [10 * (row.length - 1), 100 + 20 * line] },
          aisleAfter: [...row].flatMap((letter, index) =>
            letter === '|' ? [row.slice(0, index).replaceAll('|', '').length] : [],
          ),
          ...{ accessible: numbersOf('a'), companion: numbersOf('c') },
          restrictedView: numbersOf('r'),
        };
        return { name: `Row ${line}`, category: 'A', kind: 'SEATED', rows: [drawn] };
      }),
    }),
  );
  const given = { quantity: 2, accessible: false, apart: false, fits: () => true, ...wish };
  return chooseBest(
    layout,
    given,
    Uint8Array.from(all, (letter) => (letter === 'x' ? 0 : 1)),
  );
}

describe('the best seats', () => {
  test.each<[string, string[], Partial<Wish>, object]>([
    ['are nearest to the focus', ['......', '......'], {}, { places: [2, 3] }],
    [
      'are in the first row that has enough side by side',
      ['xx.xx.', '......'],
      {},
      { places: [8, 9] },
    ],
    ['are never across an aisle', ['.|..|.'], {}, { places: [1, 2] }],
    ['leave no single seat alone', ['.....'], {}, { places: [0, 1] }],
    ['leave one alone if there is no other way', ['x...x'], {}, { places: [1, 2] }],
    ['leave none alone rather than have a full view', ['r..r'], {}, { places: [0, 1] }],
    ['have a full view rather than be near', ['rrrr', '....'], {}, { places: [4, 5] }],
    ['have a restricted view if nothing else is left', ['rrrr', 'xxxx'], {}, { places: [0, 1] }],
    [
      'are no places for wheelchairs while others are left',
      ['aacc', '....'],
      {},
      { places: [4, 5] },
    ],
    ['may be such places once fewer others are left', ['aacc', 'xxx.'], {}, { places: [1, 2] }],
    ['are the lowest place numbers where all else is equal', ['..|..'], {}, { places: [0, 1] }],
    [
      'have at least one place for a wheelchair if asked for',
      ['....', 'ac..'],
      { accessible: true },
      { places: [4, 5] },
    ],
    ['tell the longest run', ['.x..x.'], { quantity: 3 }, { largest: 2 }],
    [
      'tell the longest run with a wheelchair',
      ['a.x...'],
      { accessible: true, quantity: 3 },
      { largest: 2 },
    ],
    ['tell how many are left', ['.xx..x'], { quantity: 4 }, { available: 3 }],
    [
      'may be apart, in the fewest groups',
      ['..x...x.'],
      { quantity: 5, apart: true },
      { places: [0, 1, 3, 4, 5] },
    ],
    [
      'may be apart, nearest to the focus in all',
      ['...x...', '....'],
      { quantity: 5, apart: true },
      { places: [0, 1, 2, 4, 5] },
    ],
    [
      'may be apart, and have a place for a wheelchair if asked for',
      ['..x..|a'],
      { quantity: 3, apart: true, accessible: true },
      { places: [3, 4, 5] },
    ],
    [
      'obey the filters',
      ['......', '......'],
      { fits: (section) => section === 1 },
      { places: [8, 9] },
    ],
    [
      'tell the longest run that obeys the filters',
      ['..|.', '....'],
      { quantity: 3, fits: (section) => section === 0 },
      { largest: 2 },
    ],
  ])('%s', (...[, rows, wish, choice]) => {
    expect(choiceIn(rows, wish)).toEqual(choice);
  });
});
