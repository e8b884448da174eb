import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '@frontrow/domain/kernel/clock';
import { listenToQueues } from '@frontrow/domain/queue/replica/listen';
import { endWatches } from '@frontrow/domain/queue/watch/watch';
import { endSeatWatches } from '@frontrow/domain/seat-watch/watch-availability';
import { startMetricsListener } from '@frontrow/process/http/metrics-listener';
import { listen } from '@frontrow/process/listen';
import { startStateReports } from '@frontrow/process/state/state-reports';
import { withTimeout } from '@frontrow/process/with-timeout';
import type { Settings } from '@frontrow/settings/settings';
import { Admission } from './admission/admission.ts';
import { createApp } from './app.ts';
import { connectServer } from './connections.ts';
import type { CallLogger } from './log/access-log.ts';
import { startLoops } from './loops.ts';
import { createMetrics } from './metrics.ts';
import { notReady } from './probes.ts';
import { createBackgroundTasks } from './webhooks/background-tasks.ts';

/** How long loading the queues may delay the start. */
const LOAD_MILLISECONDS = 5_000;
/** How long running calls may still take once the server takes no more. */
const DRAIN_MILLISECONDS = 10_000;
/** How long the loops and what goes on after answers may still take then. */
const BACKGROUND_MILLISECONDS = 5_000;
const IDLE_CHECK_MILLISECONDS = 50;

export interface RunningServer {
  url: string;
  /** Where `/metrics` is, if not at `url`. */
  metricsUrl: string | null;
  drainSeconds: number;
  /**
   * Says on `/readyz` that it is draining and goes on serving for `drainSeconds`, so that a load balancer sees it. It
   * leaves the admissions to the other servers at once, if there are any. Then takes no new calls, lets running calls
   * finish, and closes the database connections.
   */
  stop(): Promise<void>;
}

/**
 * Starts a server: connections, HTTP, loops.
 *
 * @throws SettingsError if the address is taken or is not one of this machine
 */
export async function startServer(
  settings: Settings,
  log: CallLogger,
  clock?: Clock,
): Promise<RunningServer> {
  const { ctx, loopCtx, databaseUrl, authSecret, close } = await connectServer(settings, {
    log,
    clock,
    onProviderCall: (report) => metrics.onProviderCall(report),
  });
  const { DRAIN_SECONDS: drainSeconds } = settings;
  let draining = false;
  const metrics = createMetrics(ctx);
  const admission = new Admission(ctx, databaseUrl);
  metrics.admission.follow(admission);
  const state = {
    isDraining: () => draining,
    queuesLoaded: () => ctx.queue.replicas.ready,
    isAdmitting: () => admission.isRunning || admission.runsElsewhere(),
  };
  const background = createBackgroundTasks(log);
  const server = createApp({ ctx, settings, authSecret, log, metrics, background, ...state });
  server.keepAliveTimeout = 65_000;
  // A server that listens is ready at once. If the database is down, the loops load the queues later.
  const loaded = Promise.all([ctx.queue.replicas.loadAll(loopCtx), admission.started]);
  await withTimeout(loaded, LOAD_MILLISECONDS).catch(() => {});
  const { HOST: host, PORT: port, SHARE_PORT: shared } = settings;
  const address = { host, port, shared, from: shared ? 'HOST, PORT, SHARE_PORT' : 'HOST, PORT' };
  const closeAll = () => Promise.all([admission.stop(), close()]);
  const url = await listen(server, address).catch(async (error: unknown) => {
    await closeAll();
    throw error;
  });
  const metricsListener = await startMetricsListener(settings, metrics).catch(
    async (error: unknown) => {
      server.close();
      await closeAll();
      throw error;
    },
  );
  const loops = startLoops(loopCtx);
  const reports = startStateReports(loopCtx, {
    kind: 'server',
    notReady: () => notReady(state),
    calls: () => metrics.counts,
  });
  const listening = listenToQueues(
    settings.DATABASE_DIRECT_URL ?? settings.DATABASE_URL ?? '',
    log,
    () => ctx.queue.replicas.refresh(ctx),
  );
  return {
    url,
    metricsUrl: metricsListener.url,
    drainSeconds,
    async stop() {
      draining = true;
      void admission.stopOnceOthersRun();
      await sleep(drainSeconds * 1000);
      const admissionStopped = admission.stop();
      endWatches(ctx);
      endSeatWatches(ctx);
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // A keep-alive connection becomes idle once its call is answered; idle ones are closed.
      const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MILLISECONDS);
      server.closeIdleConnections();
      await Promise.race([closed, sleep(DRAIN_MILLISECONDS, undefined, { ref: false })]);
      clearInterval(idle);
      server.closeAllConnections();
      metricsListener.close();
      await listening.stop();
      // A payment provider that hangs must not keep the process: what it interrupts, another server carries on.
      const ended = Promise.all([
        admissionStopped,
        loops.stop(),
        reports.stop(),
        background.ended(),
      ]);
      await withTimeout(ended, BACKGROUND_MILLISECONDS).catch(() => {});
      await close();
    },
  };
}
