import type { Metric, Registry } from 'prom-client';

const NAME = 'frontrow_call_seconds';
/** Upper bounds in seconds. */
const BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

interface Times {
  /** Calls by the first bound that they did not exceed; the last ones exceeded all. */
  counts: number[];
  sum: number;
}

/**
 * The histogram of how long calls took. That of prom-client takes 0.9 microseconds for each call, where this takes a tenth: a
 * poll is answered in 20.
 */
export class CallTimes {
  readonly #times = new Map<string, Times>();

  constructor(registry: Registry) {
    const get = async () => ({
      name: NAME,
      help: 'Seconds from the start of a call to its answer',
      type: 'histogram',
      aggregator: 'sum',
      values: this.#values(),
    });
    registry.registerMetric({ name: NAME, get, reset() {} } as unknown as Metric);
  }

  add(procedure: string, seconds: number): void {
    let times = this.#times.get(procedure);
    if (!times) {
      times = { counts: Array.from({ length: BOUNDS.length + 1 }, () => 0), sum: 0 };
      this.#times.set(procedure, times);
    }
    let n = 0;
    while (n < BOUNDS.length && seconds > (BOUNDS[n] ?? 0)) n++;
    times.counts[n] = (times.counts[n] ?? 0) + 1;
    times.sum += seconds;
  }

  #values() {
    return [...this.#times].flatMap(([procedure, { counts, sum }]) => {
      let value = 0;
      const buckets = [...BOUNDS, '+Inf'].map((le, n) => {
        value += counts[n] ?? 0;
        return { metricName: `${NAME}_bucket`, labels: { le, procedure }, value };
      });
      const labels = { procedure };
      return [
        ...buckets,
        { metricName: `${NAME}_sum`, labels, value: sum },
        { metricName: `${NAME}_count`, labels, value },
      ];
    });
  }
}
