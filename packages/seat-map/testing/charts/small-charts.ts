import type {
  ChartRow,
  ChartSection,
  PlaceLetter,
  SeatAvailability,
  SeatChart,
} from '../../src/index.ts';

export interface RowGiven {
  /** A letter for each seat; `|` is an aisle. */
  letters: string;
  accessible?: number[];
  companion?: number[];
  restrictedView?: number[];
}

/** A hall of straight rows of 40 units, 60 apart, with the stage above, and its availability. */
export function hall(
  rows: readonly RowGiven[],
  {
    orphanRule = 'off',
    standing = 0,
  }: { orphanRule?: SeatChart['orphanRule']; standing?: number } = {},
): { chart: SeatChart; availability: SeatAvailability } {
  let place = 0;
  const seated = rows.map((given, index): ChartRow => {
    const row = rowOf(given, { index, firstPlace: place });
    place += row.count;
    return row;
  });
  const sections: ChartSection[] = [
    {
      name: 'B',
      kind: 'SEATED',
      category: 'VIP',
      price: 132_000,
      outline: null,
      firstPlace: 0,
      places: place,
      rows: seated,
    },
  ];
  if (standing > 0) {
    const outline = [
      [100, 700],
      [700, 700],
      [700, 900],
      [100, 900],
    ] as const;
    sections.push({
      name: 'Floor',
      kind: 'GENERAL',
      category: 'Standing',
      price: 77_000,
      outline,
      firstPlace: place,
      places: standing,
      rows: [],
    });
  }
  const letters =
    rows.map(({ letters }) => letters.replaceAll('|', '')).join('') + '-'.repeat(standing);
  return {
    chart: {
      ...{ currency: 'KRW', width: 800, height: 1000, focus: [400, 60], orphanRule, sections },
      stage: {
        outline: [
          [200, 0],
          [600, 0],
          [600, 60],
          [200, 60],
        ],
        label: 'Stage',
      },
    },
    availability: {
      places: letters,
      general: standing > 0 ? [{ section: 'Floor', available: standing }] : [],
      mine: [],
    },
  };
}

/** A hall in which each row is a section with a category and price of its own, the dearest first. */
export function hallOfCategories(count: number): {
  chart: SeatChart;
  availability: SeatAvailability;
} {
  const rows = Array.from({ length: count }, () => ({ letters: 'AAAAAAAA' }));
  const { chart, availability } = hall(rows);
  const [{ rows: seated } = { rows: [] }] = chart.sections;
  const sections = seated.map(
    (row, index): ChartSection => ({
      ...{ name: `Section ${index + 1}`, kind: 'SEATED', category: `Category ${index + 1}` },
      ...{ price: 1_165_000 - 100_000 * index, outline: null },
      ...{ firstPlace: row.firstPlace, places: row.count, rows: [row] },
    }),
  );
  return { chart: { ...chart, sections }, availability };
}

function rowOf(
  { letters, accessible = [], companion = [], restrictedView = [] }: RowGiven,
  { index, firstPlace }: { index: number; firstPlace: number },
): ChartRow {
  const count = letters.replaceAll('|', '').length;
  const y = 160 + 60 * index;
  const aisles = [...letters].flatMap((letter, at) => (letter === '|' ? [at] : []));
  return {
    ...{ name: String(index + 1), firstPlace, count, bow: 0 },
    start: [100, y],
    end: [100 + 40 * (count - 1 + aisles.length), y],
    numbers: Array.from({ length: count }, (_, seat) => String(seat + 1)),
    aisleAfter: aisles.map((at, nth) => firstPlace + at - nth - 1),
    accessible: accessible.map((seat) => firstPlace + seat),
    companion: companion.map((seat) => firstPlace + seat),
    restrictedView: restrictedView.map((seat) => firstPlace + seat),
  };
}

/** An answer that tells only what changed. */
export const changes = (
  changed: [place: number, letter: PlaceLetter][],
  mine: number[] = [],
): SeatAvailability => ({ changed, general: [], mine });
