/**
 * The worker process. `startWorker` starts two parts:
 * - the job runner (`job-runner.ts`): connects to the job store and starts the scheduler (`jobs/`),
 *   retrying until the database and the job store are available;
 * - the HTTP server (`http/`): probes, metrics and the dashboard, available from the start.
 * `stop` drains the jobs first, then closes the HTTP server and the database connections.
 */
import { hostname } from 'node:os';
import { createAuthenticator } from '@frontrow/api/access/auth';
import { createRateLimiter, noRateLimiter } from '@frontrow/api/access/rate-limit';
import { authSettings } from '@frontrow/process/auth-settings';
import { connect } from '@frontrow/process/connect';
import { createDatabaseReadiness } from '@frontrow/process/database-readiness';
import { createHostCheck } from '@frontrow/process/host/host-check';
import { createBoundedServer } from '@frontrow/process/http/bounded-server';
import { sharedScrape } from '@frontrow/process/http/metrics-endpoint';
import { startMetricsListener } from '@frontrow/process/http/metrics-listener';
import { listen } from '@frontrow/process/listen';
import { createRegistry } from '@frontrow/process/process-metrics';
import type { Started } from '@frontrow/process/run';
import { startStateReports } from '@frontrow/process/state/state-reports';
import { withTimeout } from '@frontrow/process/with-timeout';
import type { Settings } from '@frontrow/settings/settings';
import type { Logger } from 'pino';
import { createApp } from './http/app.ts';
import { connectJobRunner } from './job-runner.ts';
import { createJobMetrics } from './jobs/job-metrics.ts';
import { createJobs } from './jobs/jobs.ts';
import { noteLastRuns } from './jobs/last-runs.ts';
import { checkJobStoreSettings, openJobStore } from './store/open-job-store.ts';

/** Database connections: one per job, the rest for dashboard requests and probes. */
const CONNECTIONS = 6;
const CLOSE_MILLISECONDS = 2_000;

/** @throws SettingsError when the address or the job store settings cannot be used */
export async function startWorker(settings: Settings, log: Logger): Promise<Started> {
  await checkJobStoreSettings(settings);
  const { ctx, authSecret, close } = await connect(settings, {
    service: 'worker',
    connections: CONNECTIONS,
    log,
  });
  const jobs = createJobs(settings);
  const registry = createRegistry(ctx.pool);
  const lastRuns = noteLastRuns(jobs, createJobMetrics(registry, jobs));
  const jobRunner = connectJobRunner({
    scheduler: { ctx, metrics: lastRuns.metrics, jobs, name: `${hostname()}:${process.pid}` },
    databaseReadiness: createDatabaseReadiness(ctx),
    openStore: () => openJobStore(settings, log),
  });
  const auth = createAuthenticator(authSettings(settings, authSecret));
  const source = sharedScrape({
    contentType: registry.contentType,
    text: () => registry.metrics(),
  });
  const server = createBoundedServer(
    createApp({
      ...{ ctx, auth, jobs, jobRunner },
      limiter: settings.RATE_LIMIT ? createRateLimiter() : noRateLimiter,
      metrics: settings.METRICS_PORT === undefined ? source : null,
      checkHost: createHostCheck(settings),
      trustedProxies: settings.TRUST_PROXY,
    }),
  );
  const reports = startStateReports(ctx, {
    kind: 'worker',
    notReady: jobRunner.notReady,
    jobs: lastRuns.list,
  });
  const stop = async () => {
    await jobRunner.stop();
    await withTimeout(reports.stop(), CLOSE_MILLISECONDS).catch(() => {});
    server.closeAllConnections();
    server.close();
    await withTimeout(close(), CLOSE_MILLISECONDS).catch((err: unknown) =>
      log.warn({ err }, 'the database connections were not closed in time'),
    );
  };
  const address = { host: settings.HOST, port: settings.WORKER_PORT, from: 'HOST, WORKER_PORT' };
  try {
    const url = await listen(server, address);
    const metricsListener = await startMetricsListener(settings, source);
    return {
      url,
      metricsUrl: metricsListener.url,
      async stop() {
        metricsListener.close();
        await stop();
      },
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
