import type { Chart, ConcertApi } from '../api.ts';
import { type DeviceTime, deviceTime, elapsedSince } from '../time/device-clock.ts';
import { rejectOnAbort } from '../transport/abort.ts';

/** The chart of a performance; calls at the same time share one request. */
export type ReadChart = (performanceId: string, signal: AbortSignal | undefined) => Promise<Chart>;

/** As the server says of its answer. A browser then asks whether it has changed, and gets an empty answer if not. */
const MAX_AGE_MILLISECONDS = 60_000;
/** A chart of a large house has some hundred kilobytes. */
const MAX_CHARTS = 16;

interface Kept {
  chart: Promise<Chart>;
  /** When the answer came. */
  at: DeviceTime | null;
}

/**
 * Keeps charts for a minute, since prices can change. A drawing never changes: as long as the prices are the same, the
 * chart stays the same object.
 */
export function createChartCache({ chart: api }: Pick<ConcertApi, 'chart'>): ReadChart {
  const charts = new Map<string, Kept>();

  const request = async (performanceId: string, before: Promise<Chart> | undefined) => {
    // Without the signal of a caller: another one may wait for it too.
    const chart = await api.query({ performanceId });
    const known = await before;
    return known && isSame(known, chart) ? known : chart;
  };

  return (performanceId, signal) => {
    const before = charts.get(performanceId);
    if (before && (!before.at || elapsedSince(before.at) < MAX_AGE_MILLISECONDS)) {
      return rejectOnAbort(before.chart, signal);
    }
    const kept: Kept = { chart: request(performanceId, before?.chart), at: null };
    kept.chart.then(
      () => {
        kept.at = deviceTime();
      },
      () => {
        // What was known is asked for again by the next call.
        if (before) charts.set(performanceId, before);
        else charts.delete(performanceId);
      },
    );
    charts.delete(performanceId);
    charts.set(performanceId, kept);
    for (const [oldest] of charts) {
      if (charts.size <= MAX_CHARTS) break;
      charts.delete(oldest);
    }
    return rejectOnAbort(kept.chart, signal);
  };
}

const isSame = (one: Chart, other: Chart): boolean =>
  one.chartId === other.chartId &&
  one.orphanRule === other.orphanRule &&
  one.sections.every(({ price }, index) => price === other.sections[index]?.price);
