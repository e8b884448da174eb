import type { ChartView } from '@frontrow/contract/chart';
import type { ChartRow, Drawing } from '@frontrow/contract/chart/drawing';
import { indexOfNumber, numberAt } from '@frontrow/contract/chart/layout';
import type { PerformanceRow } from '../concert/concert.sql.ts';

/** The drawing of a performance with its prices and place numbers. */
export function chartView(
  performance: PerformanceRow,
  drawing: Drawing,
  currency: string,
): ChartView {
  let place = 0;
  const sections = drawing.sections.map((section, position) => {
    const firstPlace = place;
    const rows =
      section.kind === 'GENERAL'
        ? []
        : section.rows.map((each) => {
            const view = rowView(each, place);
            place += each.count;
            return view;
          });
    if (section.kind === 'GENERAL') place += section.capacity;
    const { name, kind, category, outline = null } = section;
    const price = performance.prices[position] ?? 0;
    return { name, kind, category, price, outline, firstPlace, places: place - firstPlace, rows };
  });
  const { width, height, focus, stage = null } = drawing;
  return {
    ...{ performanceId: performance.id, chartId: performance.chart_id, currency },
    ...{ width, height, focus, stage, orphanRule: performance.orphan_rule, sections },
  };
}

function rowView(row: ChartRow, firstPlace: number): ChartView['sections'][number]['rows'][number] {
  const placesOf = (numbers: readonly number[]) =>
    numbers.map((number) => firstPlace + indexOfNumber(row, number)).sort((a, b) => a - b);
  const { name, count, start, end, bow } = row;
  return {
    ...{ name, firstPlace, count, start, end, bow },
    numbers: Array.from({ length: count }, (_, index) => String(numberAt(row, index))),
    aisleAfter: placesOf(row.aisleAfter),
    accessible: placesOf(row.accessible),
    companion: placesOf(row.companion),
    restrictedView: placesOf(row.restrictedView),
  };
}
