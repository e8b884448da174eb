/**
 * What a worker serves over HTTP, on WORKER_PORT:
 * - `/healthz` and `/readyz`, for everybody;
 * - `/metrics`, for programs on this machine and for operators, unless METRICS_PORT moves it elsewhere;
 * - `/agendash/`: Agenda's dashboard, for operators. `sign-in.ts` lets only operators pass
 *   (`authenticate-operator.ts` verifies the token), and `dashboard.ts` records what they do.
 * Everything else is 404. `request-limits.ts` counts all of it by address.
 */
import type { Authenticator } from '@frontrow/api/access/auth';
import type { RateLimiter } from '@frontrow/api/access/rate-limit';
import type { DomainContext } from '@frontrow/domain/kernel/context';
import type { HostCheck } from '@frontrow/process/host/host-check';
import { createMetricsEndpoint, type MetricsSource } from '@frontrow/process/http/metrics-endpoint';
import { setSecurityHeaders } from '@frontrow/process/http/security-headers';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import type { JobRunner } from '../job-runner.ts';
import type { Job } from '../jobs/jobs.ts';
import { createDashboard } from './dashboard.ts';
import { createRequestLimits } from './request-limits.ts';
import { createSignIn } from './sign-in.ts';

export const DASHBOARD_PATH = '/agendash';
const DASHBOARD_ROUTE =
  /^\/agendash\/(api(\/(stats|logs|events|jobs\/\w{5,7}))?|(dev-)?sign-in|sign-out)?(?=$|\?)/;

export interface AppOptions {
  ctx: DomainContext;
  auth: Authenticator;
  limiter: RateLimiter;
  /** Null if METRICS_PORT has a listener of its own. */
  metrics: MetricsSource | null;
  jobs: readonly Job[];
  jobRunner: JobRunner;
  checkHost: HostCheck;
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
  app.use((req, res, next) => {
    const refusal = rest.checkHost(req);
    if (refusal === null) return next();
    res.status(403).json({ errorCode: 'FORBIDDEN', message: refusal });
  });
  if (metrics) {
    app.get('/metrics', createMetricsEndpoint({ source: metrics, auth, trustedProxies }));
  }
  const readOnly = metrics ? ['/healthz', '/readyz', '/metrics'] : ['/healthz', '/readyz'];
  app.all(readOnly, answerOtherMethods);
  app.get('/', (_, res) => res.redirect(`${DASHBOARD_PATH}/`));
  app.use(DASHBOARD_PATH, createSignIn({ ctx, auth, limits, path: DASHBOARD_PATH }));
  app.use(DASHBOARD_PATH, createDashboard({ ctx, jobs, agenda: jobRunner.agenda }));
  app.use((_, res) => void res.status(404).json({ error: 'not found' }));
  app.use(handleError(ctx));
  return app;
}

/** GET and HEAD have been answered before. */
const answerOtherMethods: RequestHandler = ({ method }, res) => {
  res.set('allow', 'GET, HEAD, OPTIONS');
  if (method === 'OPTIONS') return void res.status(204).end();
  res.status(405).json({ error: 'method not allowed' });
};

const handleError =
  ({ log }: DomainContext): ErrorRequestHandler =>
  // biome-ignore lint/complexity/useMaxParams: Express recognizes an error handler by its four parameters
  (error: { status?: number }, req, res, _next) => {
    const status = error.status ?? 500;
    // The path is the caller's own text: of it only what the worker serves is written down.
    const route = DASHBOARD_ROUTE.exec(req.originalUrl)?.[0] ?? 'unknown';
    if (status >= 500) log.error({ err: error, method: req.method, route }, 'request failed');
    // Express's own handler would print the error, with all that a driver wrote into it.
    if (res.headersSent) return void res.destroy();
    res.status(status).json({ error: status >= 500 ? 'internal server error' : 'bad request' });
  };
