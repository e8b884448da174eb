import { pointsOfRow } from '@frontrow/contract/chart/geometry';
import type { Chart } from '../api.ts';

/** A seat of a chart: what stands on it, what it costs and where it is. */
export interface ChartSeat {
  performanceId: string;
  /** The place number, from 0 in the order of the chart. */
  place: number;
  section: string;
  row: string;
  number: number;
  /** What is printed on the ticket, such as `Floor A-12`. */
  label: string;
  category: string;
  /** Minor units of the chart's currency. */
  price: number;
  /** To the right and down, in units of the chart. */
  x: number;
  y: number;
  /** For a wheelchair. */
  accessible: boolean;
  /** For whoever comes with a person in a wheelchair. */
  companion: boolean;
  restrictedView: boolean;
}

/** The seats of a chart in order, with their positions. Standing places are not among them: nobody chooses one. */
export function seatsOfChart({ performanceId, sections, focus }: Chart): ChartSeat[] {
  const seats: ChartSeat[] = [];
  for (const { name: section, category, price, rows } of sections) {
    for (const row of rows) {
      const { firstPlace, numbers } = row;
      const aisleAfter = row.aisleAfter.map((place) => place - firstPlace);
      const marks = [row.accessible, row.companion, row.restrictedView].map(
        (places) => new Set(places),
      );
      for (const [index, [x, y]] of pointsOfRow({ ...row, aisleAfter }, focus).entries()) {
        const place = firstPlace + index;
        const number = Number(numbers[index]);
        const [accessible = false, companion = false, restrictedView = false] = marks.map(
          (places) => places.has(place),
        );
        seats.push({
          ...{ performanceId, place, section, row: row.name, number },
          label: `${section} ${row.name}-${number}`,
          ...{ category, price, x, y, accessible, companion, restrictedView },
        });
      }
    }
  }
  return seats;
}
