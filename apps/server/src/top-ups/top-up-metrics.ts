import type { ProviderCallReport } from '@frontrow/domain/kernel/context';
import type { QueueContext } from '@frontrow/domain/queue/queue-context';
import { countTopUps } from '@frontrow/domain/top-up/operator/list-top-ups';
import { withTimeout } from '@frontrow/process/with-timeout';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** However often somebody scrapes, top-ups are counted at most once in this time. */
const COUNT_MILLISECONDS = 5_000;
/** A scrape must be answered while the database hangs. */
const LIMIT_MILLISECONDS = 1_000;

export interface TopUpMetrics {
  onProviderCall(report: ProviderCallReport): void;
  /** Counts the top-ups for the next scrape, unless that was done a moment ago. */
  count(): Promise<void>;
}

export function createTopUpMetrics(ctx: QueueContext, registry: Registry): TopUpMetrics {
  const registers = [registry];
  const calls = new Counter({
    name: 'frontrow_provider_calls_total',
    help: 'Calls to the payment provider by outcome: ok, refused (it said no), failed (it did not answer)',
    labelNames: ['call', 'outcome'],
    registers,
  });
  const seconds = new Histogram({
    name: 'frontrow_provider_call_seconds',
    help: 'Seconds until the payment provider had answered, or the time limit of 10 seconds was over',
    labelNames: ['call'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const open = new Gauge({
    name: 'frontrow_top_ups_open',
    help: 'Top-ups that have not ended',
    registers,
  });
  const attention = new Gauge({
    name: 'frontrow_top_ups_attention',
    help: 'Top-ups that a person has to decide',
    registers,
  });

  let countedAt = Number.NEGATIVE_INFINITY;
  return {
    onProviderCall({ call, outcome, seconds: taken }) {
      calls.inc({ call, outcome });
      seconds.observe({ call }, taken);
    },
    async count() {
      if (performance.now() - countedAt < COUNT_MILLISECONDS) return;
      countedAt = performance.now();
      try {
        const counts = await withTimeout(countTopUps(ctx), LIMIT_MILLISECONDS);
        open.set(counts.open);
        attention.set(counts.attention);
      } catch (error) {
        // No value is better than one that says that nothing needs attention.
        open.remove();
        attention.remove();
        ctx.log.warn({ err: error }, 'the top-ups could not be counted');
      }
    },
  };
}
