import { createServer } from 'node:http';
import { hostname } from 'node:os';
import { createAuthenticator } from '@frontrow/api/auth';
import { authSettings } from '@frontrow/process/auth-settings';
import { connect } from '@frontrow/process/connect';
import { createDatabaseReadiness } from '@frontrow/process/database-readiness';
import { listen } from '@frontrow/process/listen';
import { createRegistry } from '@frontrow/process/process-metrics';
import type { Started } from '@frontrow/process/run';
import { withTimeout } from '@frontrow/process/with-timeout';
import type { Settings } from '@frontrow/settings/settings';
import type { Logger } from 'pino';
import { engage } from './engagement.ts';
import { createApp } from './http/app.ts';
import { createJobMetrics } from './jobs/job-metrics.ts';
import { jobsOf } from './jobs/jobs.ts';
import { checkJobStore, openJobStore } from './store/open-job-store.ts';

/** One for each job, and some for operators who look. */
const CONNECTIONS = 6;
const CLOSE_MILLISECONDS = 2_000;

/** @throws SettingsError for an address or a job store that cannot be used */
export async function startWorker(settings: Settings, log: Logger): Promise<Started> {
  checkJobStore(settings);
  const { ctx, authSecret, close } = await connect(settings, {
    service: 'worker',
    connections: CONNECTIONS,
    log,
  });
  const jobs = jobsOf(settings);
  const registry = createRegistry(ctx.pool);
  const metrics = createJobMetrics(registry, jobs);
  const database = createDatabaseReadiness(ctx);
  const engagement = engage({
    scheduling: { ctx, metrics, jobs, name: `${hostname()}:${process.pid}` },
    database,
    open: () => openJobStore(settings, log),
  });
  const auth = createAuthenticator(authSettings(settings, authSecret));
  const server = createServer(
    createApp({ ctx, auth, registry, jobs, engagement, trustedProxies: settings.TRUST_PROXY }),
  );
  const stop = async () => {
    await engagement.stop();
    server.closeAllConnections();
    server.close();
    await withTimeout(close(), CLOSE_MILLISECONDS).catch((err: unknown) =>
      log.warn({ err }, 'the connections to the database were not closed in order'),
    );
  };
  const address = { host: settings.HOST, port: settings.WORKER_PORT, from: 'HOST, WORKER_PORT' };
  const url = await listen(server, address).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  return { url, stop };
}
