import type { ChartView } from '@frontrow/contract/chart';
import type { Drawing } from '@frontrow/contract/chart/drawing';
import { viewOfSections } from '@frontrow/contract/chart/view-of-sections';
import type { PerformanceRow } from '../concert/concert.sql.ts';

/** The drawing of a performance with its prices and place numbers. */
export function chartView(
  performance: PerformanceRow,
  drawing: Drawing,
  currency: string,
): ChartView {
  const { width, height, focus, stage = null } = drawing;
  return {
    ...{ performanceId: performance.id, chartId: performance.chart_id, currency },
    ...{ width, height, focus, stage, orphanRule: performance.orphan_rule },
    sections: viewOfSections(drawing, (section) => performance.prices[section] ?? 0),
  };
}
