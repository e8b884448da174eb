import type { CallReport } from '@frontrow/api/context';
import type { DomainContext } from '@frontrow/domain/kernel/context';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

const QUEUES = {
  name: 'metrics-queues',
  text: `
    select concert_id, count(*) filter (where status = 'WAITING') as waiting,
      count(*) filter (where status = 'ACTIVE' and ends_at > clock_timestamp()) as active
    from queue_token where status in ('WAITING', 'ACTIVE') group by concert_id`,
};

export interface Metrics {
  onCall(report: CallReport): void;
  /** Prometheus text. */
  text(): Promise<string>;
  contentType: string;
}

export function createMetrics(ctx: DomainContext): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const calls = new Counter({
    name: 'frontrow_calls_total',
    help: 'Calls by procedure and outcome: ok, or the error code',
    labelNames: ['procedure', 'outcome'],
    registers,
  });
  const seconds = new Histogram({
    name: 'frontrow_call_seconds',
    help: 'Seconds from the start of a call to its answer',
    labelNames: ['procedure'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers,
  });
  const waiting = new Gauge({
    name: 'frontrow_queue_waiting',
    help: 'Users who wait, by concert',
    labelNames: ['concert'],
    registers,
  });
  const active = new Gauge({
    name: 'frontrow_queue_active',
    help: 'Live passes, by concert',
    labelNames: ['concert'],
    registers,
  });

  return {
    contentType: registry.contentType,
    onCall({ procedure, outcome, seconds: taken }) {
      calls.inc({ procedure, outcome });
      seconds.observe({ procedure }, taken);
    },
    async text() {
      waiting.reset();
      active.reset();
      try {
        const rows = await ctx.sql.rows<{ concert_id: string; waiting: number; active: number }>(
          QUEUES,
          [],
        );
        for (const row of rows) {
          waiting.set({ concert: row.concert_id }, row.waiting);
          active.set({ concert: row.concert_id }, row.active);
        }
      } catch (error) {
        ctx.log.warn({ err: error }, 'the queues could not be counted for the metrics');
      }
      return registry.metrics();
    },
  };
}
