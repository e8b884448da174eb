import type { Drawing } from '@frontrow/contract/chart/drawing';
import {
  type Arbitrary,
  array,
  boolean,
  constant,
  constantFrom,
  integer,
  oneof,
  option,
  record,
  tuple,
} from 'fast-check';
import type {
  ArcShape,
  BlockShape,
  ChartDocument,
  Numbering,
  Outline,
  Section,
  Shape,
} from '../../src/model/document.ts';
import { withoutEmptyEnd } from '../../src/model/shape/numbering.ts';
import { arcShape, blockShape, documentOf } from '../../src/model/templates/parts.ts';

const SIZE = 20_000;
const coordinate = integer({ min: 6_000, max: 14_000 });
const point = tuple(coordinate, coordinate);
const tenths = (min: number, max: number) =>
  integer({ min: min * 10, max: max * 10 }).map((value) => value / 10);

const numbering: Arbitrary<Numbering> = record({
  rowNames: constantFrom('LETTERS' as const, 'NUMBERS' as const),
  firstRow: integer({ min: 0, max: 30 }),
  isFromBack: boolean(),
  firstSeat: integer({ min: 1, max: 200 }),
  step: constantFrom(1, 2),
  isFromRight: boolean(),
});

const marked = array(
  array(integer({ min: 0, max: 7 }), { maxLength: 3 }).map((seats) =>
    [...new Set(seats)].sort((a, b) => a - b),
  ),
  { maxLength: 3 },
).map(withoutEmptyEnd);
const marks = record({
  accessible: marked,
  companion: constant([]),
  restrictedView: marked,
});

const aisles = constantFrom<number[]>([], [3], [2, 5], [0.5], [0.25, 0.75]);

/** Blocks of which every parameter can be read from the rows: three rows or more, nothing but whole numbers. */
const plainBlock: Arbitrary<BlockShape> = record({
  at: point,
  rows: integer({ min: 3, max: 8 }),
  seats: integer({ min: 8, max: 30 }),
  seatsMore: integer({ min: 1, max: 3 }),
  spacing: integer({ min: 20, max: 60 }),
  rowSpacing: integer({ min: 20, max: 90 }),
  bow: integer({ min: 0, max: 90 }),
  bowMore: integer({ min: 0, max: 4 }),
  aisles: constantFrom<number[]>([], [3], [2, 5]),
  numbering,
  marks,
}).map((given) => blockShape(given));

const anyBlock: Arbitrary<BlockShape> = record({
  at: point,
  rows: integer({ min: 1, max: 8 }),
  seats: integer({ min: 1, max: 30 }),
  seatsMore: integer({ min: -2, max: 3 }),
  spacing: tenths(10, 60),
  rowSpacing: tenths(10, 90),
  bow: integer({ min: -40, max: 90 }),
  bowMore: tenths(0, 4),
  angle: oneof(constantFrom(0, 90, -90, -180, 45, 15), tenths(-180, 179)),
  aisles,
  numbering,
  marks,
}).map(({ bow, bowMore, seats, seatsMore, ...given }) =>
  // A row of one seat has no bow.
  blockShape({
    ...given,
    ...{ seats, seatsMore },
    ...(seats + Math.min(0, seatsMore * given.rows) > 1 ? { bow, bowMore } : {}),
  }),
);

const anyArc: Arbitrary<ArcShape> = record({
  centre: oneof(constant<[number, number]>([SIZE / 2, SIZE / 2]), point),
  radius: integer({ min: 300, max: 3_000 }),
  rows: integer({ min: 1, max: 8 }),
  rowSpacing: integer({ min: 30, max: 80 }),
  spacing: tenths(20, 50),
  from: oneof(integer({ min: -180, max: 179 }), tenths(-180, 179)),
  turn: oneof(constantFrom(15, 18.75, 30), tenths(10, 120)),
  edge: constantFrom(0, 1, 2),
  aisles,
  numbering,
  marks,
}).map((given) => arcShape(given));

const standing: Arbitrary<Shape> = integer({ min: 1, max: 900 }).map((capacity) => ({
  kind: 'STANDING',
  capacity,
}));

const corners: Arbitrary<Outline> = array(point, { minLength: 3, maxLength: 6 });

interface Sectional {
  shape: Shape;
  outline: Outline;
  category: string;
}

/** Documents; with `isPlain` those that a chart tells all of. */
export function documents({ isPlain = false } = {}): Arbitrary<ChartDocument> {
  const seated: Arbitrary<Shape> = isPlain ? plainBlock : oneof(anyBlock, anyArc);
  const outline: Arbitrary<Outline> = oneof(constant<Outline>('AROUND'), constant(null), corners);
  const section: Arbitrary<Sectional> = oneof(
    record({ shape: seated, outline, category: constantFrom('Stalls', 'Circle') }),
    record({ shape: standing, outline: corners, category: constant('Standing') }),
  );
  return tuple(array(section, { minLength: 1, maxLength: 4 }), point).map(([sections, focus]) =>
    documentOf(
      { width: SIZE, height: SIZE, focus, stage: null },
      sections.map(
        (section, index): Omit<Section, 'id'> => ({ name: `Section ${index}`, ...section }),
      ),
    ),
  );
}

const seatNumbers = (count: number) =>
  array(integer({ min: 1, max: count }), { maxLength: 3 }).map((numbers) => [...new Set(numbers)]);

const anyRow = tuple(integer({ min: 1, max: 30 }), point, point).chain(([count, start, end]) =>
  record({
    name: constantFrom('A', 'B', 'VIP', '7', 'Loge'),
    count: constant(count),
    start: constant(start),
    end: constant(end),
    bow: option(integer({ min: -60, max: 60 }), { nil: 0 }),
    first: constant(1),
    step: constant(1),
    aisleAfter: seatNumbers(count),
    accessible: seatNumbers(count),
    companion: seatNumbers(count),
    restrictedView: seatNumbers(count),
  }),
);

/** Charts whose rows stand anywhere, as others may have drawn them. */
export const charts: Arbitrary<Drawing> = record({
  width: constant(SIZE),
  height: constant(SIZE),
  focus: point,
  sections: array(
    record({
      name: constantFrom('One', 'Two', 'Three'),
      category: constantFrom('Stalls', 'Circle'),
      kind: constant('SEATED' as const),
      rows: array(anyRow, { minLength: 1, maxLength: 4 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
});
