import type { SeatAvailability, SeatChart } from '../../src/index.ts';

/** A seat map that the benchmark measures. */
export interface Contestant {
  /** Draws every seat of a chart in the page's element. */
  open(chart: SeatChart, availability: SeatAvailability, element: HTMLElement): void;
  /** Resolves when people can use it. Left out: as soon as it is drawn. */
  usable?(): Promise<void>;
  /** Shows the middle of the chart at twice the scale of the whole. Left out: the wheel does. */
  zoom?(): void;
  /** How far the drawing is moved now, to see that a drag moves it. */
  position(): string;
  /** Takes changes in. Only ours can. */
  apply?(availability: SeatAvailability): void;
}

declare global {
  var contestant: Contestant;
  var givenData: [SeatChart, SeatAvailability];
  /** When it was opened, by `performance.now()`. */
  var openedAt: number;
}

/** The seats of a chart with what all contestants draw of them. */
export function seatsOf(
  chart: SeatChart,
  { places = '' }: SeatAvailability,
  points: (
    row: SeatChart['sections'][number]['rows'][number],
  ) => readonly (readonly [number, number])[],
) {
  return chart.sections.map((section) => ({
    section,
    seats: section.rows.flatMap((row) =>
      points(row).map(([x, y], index) => ({
        ...{ place: row.firstPlace + index, x, y, number: row.numbers[index] ?? '' },
        isFree: places[row.firstPlace + index] === 'A',
      })),
    ),
  }));
}
