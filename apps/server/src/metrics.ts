import type { CallReport } from '@frontrow/api/context';
import type { QueueContext } from '@frontrow/domain/queue/queue-context';
import { type MetricsSource, sharedScrape } from '@frontrow/process/http/metrics-endpoint';
import { createRegistry } from '@frontrow/process/process-metrics';
import type { CallCounts } from '@frontrow/process/state/last-minute';
import { withTimeout } from '@frontrow/process/with-timeout';
import { Counter, Gauge } from 'prom-client';
import { createAdmissionMetrics } from './admission/admission-metrics.ts';
import { CallTimes } from './call-times.ts';
import { createLoadMetrics, type LoadMetrics } from './load/load-metrics.ts';
import { procedureName } from './log/log-route.ts';
import { createQueueMetrics } from './queue-metrics.ts';
import { createTopUpMetrics, type TopUpMetrics } from './top-ups/top-up-metrics.ts';

/** All queues, also empty ones: an alert must see the value fall to zero. */
const QUEUES = {
  name: 'metrics-queues',
  byIndex: true as const,
  text: `
    select q.concert_id, case when c.sales_close_at <= clock_timestamp() then 0
        else q.last_number - q.admitted - q.left_waiting end as waiting,
      coalesce(live.active, 0) as active
    from queue q join concert c on c.id = q.concert_id left join (
      select concert_id, count(*) as active from queue_entry
      where status = 'ACTIVE' and expires_at > clock_timestamp() group by concert_id
    ) live on live.concert_id = q.concert_id`,
};
/** A scrape must be answered while the database hangs. */
const QUEUES_MILLISECONDS = 1_000;
/** The outcomes of calls that failed by a fault of ours. */
const FAULTS = new Set(['INTERNAL_SERVER_ERROR', 'SERVICE_UNAVAILABLE']);

export interface Metrics extends MetricsSource {
  onCall(report: CallReport): void;
  /** Counts a call that the fast lane has answered. */
  onFastCall(procedure: string, seconds: number): void;
  onProviderCall: TopUpMetrics['onProviderCall'];
  load: LoadMetrics;
  /** All calls since the start, for the state that this process writes. */
  counts: CallCounts;
  admission: ReturnType<typeof createAdmissionMetrics>;
}

export function createMetrics(ctx: QueueContext): Metrics {
  const registry = createRegistry(ctx.pool);
  const registers = [registry];
  /** Calls of the fast lane that are not in `calls` yet. */
  const fastCalls = new Map<string, number>();
  const counts: CallCounts = { calls: 0, faults: 0 };
  const calls = new Counter({
    name: 'frontrow_calls_total',
    help: 'Calls by procedure and outcome: ok, or the error code',
    labelNames: ['procedure', 'outcome'],
    registers,
    collect() {
      for (const [procedure, count] of fastCalls) this.inc({ procedure, outcome: 'ok' }, count);
      fastCalls.clear();
    },
  });
  const times = new CallTimes(registry);
  const waiting = new Gauge({
    name: 'frontrow_queue_waiting',
    help: 'Queue entries that wait, by concert',
    labelNames: ['concert'],
    registers,
  });
  const active = new Gauge({
    name: 'frontrow_queue_active',
    help: 'Live passes (admitted queue entries), by concert',
    labelNames: ['concert'],
    registers,
  });

  createQueueMetrics(ctx, registry);
  const topUps = createTopUpMetrics(ctx, registry);

  const readQueues = async () => {
    waiting.reset();
    active.reset();
    try {
      const rows = await withTimeout(
        ctx.sql.rows<{ concert_id: string; waiting: number; active: number }>(QUEUES, []),
        QUEUES_MILLISECONDS,
      );
      for (const row of rows) {
        waiting.set({ concert: row.concert_id }, row.waiting);
        active.set({ concert: row.concert_id }, row.active);
      }
    } catch (error) {
      ctx.log.warn({ err: error }, 'the queue metrics could not be read');
    }
  };

  return {
    ...sharedScrape({
      contentType: registry.contentType,
      async text() {
        await Promise.all([readQueues(), topUps.count()]);
        return registry.metrics();
      },
    }),
    onFastCall(procedure, taken) {
      counts.calls += 1;
      fastCalls.set(procedure, (fastCalls.get(procedure) ?? 0) + 1);
      times.add(procedure, taken);
    },
    onProviderCall: topUps.onProviderCall,
    load: createLoadMetrics(registry),
    counts,
    admission: createAdmissionMetrics(registry),
    onCall({ procedure: path, outcome, seconds: taken }) {
      const procedure = procedureName(path);
      counts.calls += 1;
      if (FAULTS.has(outcome)) counts.faults += 1;
      calls.inc({ procedure, outcome });
      times.add(procedure, taken);
    },
  };
}
