import { describe, expect, test } from 'vitest';
import { problemsOf } from './check-drawing.ts';
import { drawing as schema } from './drawing.ts';

type Input = Record<string, unknown>;

const row = (rest: Input = {}): Input => ({
  ...{ name: 'A', count: 10, start: [100, 100], end: [190, 100] },
  ...rest,
});
const seated = (rows: Input[], rest: Input = {}): Input => ({
  ...{ name: 'Floor', category: 'Seats', kind: 'SEATED', rows },
  ...rest,
});
const standing = (rest: Input = {}): Input => ({
  ...{ name: 'Pit', category: 'Standing', kind: 'GENERAL', capacity: 10 },
  ...rest,
});
const chart = (sections: Input[], rest: Input = {}): Input => ({
  ...{ width: 1_000, height: 1_000, focus: [500, 0], sections },
  ...rest,
});
const ofRows = (...rows: Input[]) => chart([seated(rows)]);
const ofRow = (rest: Input) => ofRows(row(rest));

/** The paths of what is wrong: what the schema finds, else what the check of the drawing finds. */
function pathsOf(input: Input): string[] {
  const parsed = schema.safeParse(input);
  const issues = parsed.success ? problemsOf(parsed.data) : parsed.error.issues;
  return issues.map(({ path, ...issue }) => {
    const keys = 'keys' in issue ? (issue.keys as string[]) : [];
    return [...path, ...keys].join('.');
  });
}

const ROW = 'sections.0.rows.0';

test('a good drawing has no problem: lines, arcs, aisles, odd numbers, steps down, one seat, a standing area', () => {
  const rows = [
    row({ aisleAfter: [3, 7], accessible: [1], companion: [2], restrictedView: [10] }),
    row({ name: 'B', start: [100, 200], end: [300, 200], bow: 40 }),
    row({ name: 'C', start: [100, 300], end: [300, 300], bow: -40, first: 1, step: 2 }),
    row({ name: 'D', start: [100, 400], end: [300, 400], first: 10, step: -1, aisleAfter: [1] }),
    row({ name: 'E', count: 1, start: [100, 500], end: [100, 500], first: 0 }),
  ];
  expect(pathsOf(chart([seated(rows), standing()]))).toEqual([]);
});

describe('each fault is named with its path', () => {
  test.for<[what: string, input: Input, paths: string[]]>([
    ['NaN', ofRow({ start: [Number.NaN, 100] }), [`${ROW}.start.0`]],
    ['Infinity', ofRow({ end: [100, Number.POSITIVE_INFINITY] }), [`${ROW}.end.1`]],
    ['a fraction', ofRow({ start: [100.5, 100] }), [`${ROW}.start.0`]],
    ['a negative coordinate', ofRow({ start: [-1, 100] }), [`${ROW}.start.0`]],
    ['65,536', chart([standing()], { width: 65_536 }), ['width']],
    ['a width of 0', chart([standing()], { width: 0, focus: [0, 0] }), ['width']],
    ['text for a number', ofRow({ count: '10' }), [`${ROW}.count`]],
    ['a point with three numbers', ofRow({ start: [1, 2, 3] }), [`${ROW}.start`]],
    ['no seats', ofRow({ count: 0 }), [`${ROW}.count`]],
    ['a fraction of a seat', ofRow({ count: 2.5 }), [`${ROW}.count`]],
    ['a step of 0', ofRow({ step: 0 }), [`${ROW}.step`]],
    ['a step below the number 0', ofRow({ first: 5, step: -1 }), [`${ROW}.step`]],
    ['a row of many seats without a length', ofRow({ end: [100, 100] }), [`${ROW}.end`]],
    ['an arc without a length', ofRow({ count: 1, end: [100, 100], bow: 5 }), [`${ROW}.bow`]],
    ['a section without rows', chart([seated([])]), ['sections.0.rows']],
    ['a standing area for nobody', chart([standing({ capacity: 0 })]), ['sections.0.capacity']],
    [
      'a standing area of 100,001',
      chart([standing({ capacity: 100_001 })]),
      ['sections.0.capacity'],
    ],
    ['an unknown kind', chart([standing({ kind: 'LYING' })]), ['sections.0.kind']],
    ['rows of a standing area', chart([standing({ rows: [row()] })]), ['sections.0.rows']],
    ['an unknown key', chart([standing()], { colour: 'red' }), ['colour']],
    ['an unknown key of a row', ofRow({ bend: 4 }), [`${ROW}.bend`]],
    ['an empty category', chart([standing({ category: ' ' })]), ['sections.0.category']],
    [
      'a category that is no key',
      chart([standing({ category: '__proto__' })]),
      ['sections.0.category'],
    ],
    [
      'an outline of two points',
      chart([
        standing({
          outline: [
            [0, 0],
            [1, 1],
          ],
        }),
      ]),
      ['sections.0.outline'],
    ],
    ['a focus outside', chart([standing()], { focus: [1_001, 0] }), ['focus']],
    [
      'a stage outside',
      chart([standing()], {
        stage: {
          label: 'Stage',
          outline: [
            [0, 0],
            [9, 0],
            [9, 1_001],
          ],
        },
      }),
      ['stage.outline'],
    ],
    [
      'an outline outside',
      chart([
        standing({
          outline: [
            [0, 0],
            [1_001, 0],
            [9, 9],
          ],
        }),
      ]),
      ['sections.0.outline'],
    ],
    ['a row that ends outside', ofRow({ end: [1_001, 100] }), [ROW]],
    // Both ends are inside; the middle of the arc is not.
    ['an arc that leads outside', ofRow({ end: [500, 100], bow: -120 }), [ROW]],
    ['a bow of 65,535', ofRow({ bow: 65_535 }), [ROW]],
    ['a bow of 65,536', ofRow({ bow: 65_536 }), [`${ROW}.bow`]],
    ['two rows in one place', ofRows(row(), row({ name: 'B' })), ['sections.0.rows.1']],
    [
      'rows that cross on a seat',
      ofRows(
        row({ count: 3, end: [120, 100] }),
        row({ name: 'B', count: 3, start: [110, 90], end: [110, 110] }),
      ),
      ['sections.0.rows.1'],
    ],
    ['seats of one row under 1 unit apart', ofRow({ count: 100, end: [150, 100] }), [ROW]],
    [
      'sections in one place',
      chart([seated([row()]), seated([row()], { name: 'Other' })]),
      ['sections.1.rows.0'],
    ],
    [
      'a section name twice, composed and decomposed',
      chart([standing({ name: 'Café' }), standing({ name: 'Cafe\u0301' })]),
      ['sections.1.name'],
    ],
    [
      'a section name twice but for a joiner',
      chart([standing({ name: 'می‌روم' }), standing({ name: 'میروم' })]),
      ['sections.1.name'],
    ],
    [
      'a row name twice but for spaces around it',
      ofRows(row(), row({ name: ' A ', start: [100, 200], end: [190, 200] })),
      ['sections.0.rows.1.name'],
    ],
    [
      'an aisle after a seat it does not have',
      ofRow({ aisleAfter: [4, 11] }),
      [`${ROW}.aisleAfter.1`],
    ],
    ['an aisle after the seat 0', ofRow({ aisleAfter: [0] }), [`${ROW}.aisleAfter.0`]],
    ['an even seat of an odd row', ofRow({ step: 2, accessible: [2] }), [`${ROW}.accessible.0`]],
    ['a companion twice', ofRow({ companion: [2, 3, 2] }), [`${ROW}.companion.2`]],
    [
      'a view of a seat past the end',
      ofRow({ restrictedView: [100] }),
      [`${ROW}.restrictedView.0`],
    ],
    ['a fraction among the marks', ofRow({ accessible: [1.5] }), [`${ROW}.accessible.0`]],
    [
      '1,001 sections',
      chart(Array.from({ length: 1_001 }, (_, n) => standing({ name: `Area ${n}` }))),
      ['sections'],
    ],
    [
      '100,001 places in all',
      chart([standing({ capacity: 100_000 }), standing({ name: 'One more', capacity: 1 })]),
      ['sections'],
    ],
  ])('%s', ([, input, paths]) => {
    expect(pathsOf(input)).toEqual(paths);
  });

  test('all of several faults at once, up to 100', () => {
    const rows = [
      row({ aisleAfter: [99] }),
      row({ end: [2_000, 100] }),
      row({ name: 'C', step: -1 }),
    ];
    expect(pathsOf(ofRows(...rows))).toEqual([
      'sections.0.rows.1.name',
      `${ROW}.aisleAfter.0`,
      'sections.0.rows.1',
      'sections.0.rows.2.step',
    ]);
    const many = Array.from({ length: 1_000 }, (_, n) => row({ name: `${n}`, aisleAfter: [99] }));
    expect(pathsOf(ofRows(...many))).toHaveLength(100);
  });
});

test('seats 1 unit apart are two seats and nearer ones are one, wherever they lie in their cells', () => {
  // 901 seats on 900 units; then on the diagonal of a square of 450, where 600 have 1.06 units and 800 have 0.8.
  const line = (x: number) => pathsOf(ofRow({ count: 901, start: [x, 7], end: [x + 900, 7] }));
  expect([line(0), line(33)]).toEqual([[], []]);
  const diagonal = (count: number) => pathsOf(ofRow({ count, start: [3, 5], end: [453, 455] }));
  expect([diagonal(600), diagonal(800)]).toEqual([[], [ROW]]);
});

test('100,000 seats 1 unit apart in both directions are checked, and one more among them is found', () => {
  const rows = Array.from({ length: 100 }, (_, n) =>
    row({ name: `${n}`, count: 1_000, start: [0, n], end: [999, n] }),
  );
  expect(pathsOf(ofRows(...rows))).toEqual([]);
  const double = row({ name: 'X', count: 1, start: [500, 50], end: [500, 50] });
  expect(pathsOf(ofRows(...rows.slice(1), double))).toEqual(['sections.0.rows.99']);
});
