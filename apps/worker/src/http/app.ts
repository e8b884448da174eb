/**
 * What a worker serves over HTTP, on WORKER_PORT:
 * - `/healthz` and `/readyz`, for everybody;
 * - `/metrics`, for programs on this machine and for operators, unless METRICS_PORT moves it elsewhere;
 * - `/agendash/`: Agenda's dashboard, for operators. `sign-in.ts` lets only operators pass
 *   (`authenticate-operator.ts` verifies the token), and `dashboard.ts` records what they do.
 * Everything else is 404. `request-limits.ts` counts all of it by address.
 */
import type { Authenticator } from '@frontrow/api/auth';
import type { RateLimiter } from '@frontrow/api/rate-limit';
import type { DomainContext } from '@frontrow/domain/kernel/context';
import { createMetricsEndpoint, type MetricsSource } from '@frontrow/process/http/metrics-endpoint';
import { setSecurityHeaders } from '@frontrow/process/security-headers';
import express, { type ErrorRequestHandler, type Express } from 'express';
import type { JobRunner } from '../job-runner.ts';
import type { Job } from '../jobs/jobs.ts';
import { createDashboard } from './dashboard.ts';
import { createRequestLimits } from './request-limits.ts';
import { createSignIn } from './sign-in.ts';

export const DASHBOARD_PATH = '/agendash';

export interface AppOptions {
  ctx: DomainContext;
  auth: Authenticator;
  limiter: RateLimiter;
  /** Null if METRICS_PORT has a listener of its own. */
  metrics: MetricsSource | null;
  jobs: readonly Job[];
  jobRunner: JobRunner;
  /** Number of proxies in front whose `x-forwarded-*` headers are trusted. */
  trustedProxies: number;
}

export function createApp({ ctx, auth, jobs, jobRunner, ...rest }: AppOptions): Express {
  const app = express();
  const { limiter, metrics, trustedProxies } = rest;
  const limits = createRequestLimits(limiter, trustedProxies);
  app.set('trust proxy', trustedProxies);
  app.disable('x-powered-by');
  app.use((req, res, next) => {
    setSecurityHeaders(req, res, trustedProxies);
    res.set({ 'cache-control': 'no-store', 'x-frame-options': 'DENY' });
    next();
  });
  app.use(limits.middleware);
  app.get('/healthz', (_, res) => void res.json({ status: 'ok' }));
  app.get('/readyz', async (_, res) => {
    const state = await jobRunner.readiness();
    res.status(state.ready ? 200 : 503).json(state);
  });
  if (metrics) {
    app.get('/metrics', createMetricsEndpoint({ source: metrics, auth, trustedProxies }));
  }
  app.get('/', (_, res) => res.redirect(`${DASHBOARD_PATH}/`));
  app.use(DASHBOARD_PATH, createSignIn({ ctx, auth, limits, path: DASHBOARD_PATH }));
  app.use(DASHBOARD_PATH, createDashboard({ ctx, jobs, agenda: jobRunner.agenda }));
  app.use((_, res) => void res.status(404).json({ error: 'not found' }));
  app.use(handleError(ctx));
  return app;
}

const handleError =
  ({ log }: DomainContext): ErrorRequestHandler =>
  // biome-ignore lint/complexity/useMaxParams: Express recognizes an error handler by its four parameters
  (error: { status?: number }, req, res, next) => {
    if (res.headersSent) return next(error);
    const status = error.status ?? 500;
    if (status >= 500) log.error({ err: error, path: req.path }, 'request failed');
    res.status(status).json({ error: status >= 500 ? 'internal server error' : 'bad request' });
  };
