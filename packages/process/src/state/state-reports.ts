import { monitorEventLoopDelay } from 'node:perf_hooks';
import {
  type LastRun,
  type Measured,
  type Reporter,
  removeProcessState,
  writeProcessState,
} from '@frontrow/domain/health/process-state';
import type { DomainContext } from '@frontrow/domain/kernel/context';
import manifest from '../../package.json' with { type: 'json' };
import { type Loop, startLoop } from '../loop.ts';
import { type CallCounts, LastMinute } from './last-minute.ts';

const REPORT_MILLISECONDS = 5_000;
const DELAY_RESOLUTION_MILLISECONDS = 20;

/** What a report says that only this kind of process knows. */
export interface ReportSource {
  kind: Reporter['kind'];
  /** Why it is not ready; null if it is. Makes no statement: that the report can be written shows the rest. */
  notReady(): Promise<string | null>;
  /** Of a server, since its start. */
  calls?(): CallCounts;
  /** Of a worker. */
  jobs?(): LastRun[];
}

/**
 * Writes the state of this process into the database, every 5 seconds, for `admin.health`. A stop removes it, so that
 * only a process that ended without one is missed.
 */
export function startStateReports(ctx: DomainContext, source: ReportSource): Loop {
  const reporter = { id: ctx.newId(), kind: source.kind, version: manifest.version };
  const measure = createMeasure(ctx);
  const lastMinute = new LastMinute();
  let databaseSeconds: number | null = null;
  const loop = startLoop(
    ctx.log,
    { name: 'state reports', milliseconds: REPORT_MILLISECONDS },
    async () => {
      const reason = await source.notReady();
      const report = {
        ...{ ready: reason === null, reason, databaseSeconds },
        ...measure(),
        ...lastMinute.add(source.calls?.() ?? { calls: 0, faults: 0 }),
        jobs: source.jobs?.() ?? [],
      };
      const began = performance.now();
      await writeProcessState(ctx, reporter, { report, upSeconds: process.uptime() });
      databaseSeconds = (performance.now() - began) / 1000;
    },
  );
  return {
    async stop() {
      await loop.stop();
      await removeProcessState(ctx, reporter);
    },
  };
}

type Usage = Pick<
  Measured,
  'cpu' | 'memory' | 'eventLoopDelay' | 'connections' | 'waitingForConnection'
>;

/** Measures since the measurement before. */
function createMeasure({ pool }: DomainContext): () => Usage {
  const delay = monitorEventLoopDelay({ resolution: DELAY_RESOLUTION_MILLISECONDS });
  delay.enable();
  let [usage, at] = [process.cpuUsage(), performance.now()];
  return () => {
    const { user, system } = process.cpuUsage(usage);
    const now = performance.now();
    const cpu = (user + system) / 1000 / Math.max(1, now - at);
    [usage, at] = [process.cpuUsage(), now];
    // The histogram has the whole pause between two looks, in nanoseconds.
    const late = delay.count === 0 ? 0 : delay.percentile(99) / 1e9;
    delay.reset();
    return {
      cpu,
      memory: process.memoryUsage.rss(),
      eventLoopDelay: Math.max(0, late - DELAY_RESOLUTION_MILLISECONDS / 1000),
      connections: pool?.totalCount ?? 0,
      waitingForConnection: pool?.waitingCount ?? 0,
    };
  };
}
