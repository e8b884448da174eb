/**
 * What a worker serves over HTTP, on WORKER_PORT:
 * - `/healthz`, `/readyz` and `/metrics`, for everybody;
 * - `/agendash/`: Agenda's dashboard, for operators. `sign-in.ts` lets only operators pass
 *   (`authenticate-operator.ts` verifies the token), and `dashboard.ts` records what they do.
 * Everything else is 404.
 */
import type { Authenticator } from '@frontrow/api/auth';
import type { DomainContext } from '@frontrow/domain/kernel/context';
import { setSecurityHeaders } from '@frontrow/process/security-headers';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import type { Registry } from 'prom-client';
import type { JobRunner } from '../job-runner.ts';
import type { Job } from '../jobs/jobs.ts';
import { createDashboard } from './dashboard.ts';
import { createSignIn } from './sign-in.ts';

export const DASHBOARD_PATH = '/agendash';

export interface AppOptions {
  ctx: DomainContext;
  auth: Authenticator;
  registry: Registry;
  jobs: readonly Job[];
  jobRunner: JobRunner;
  /** Number of proxies in front whose `x-forwarded-*` headers are trusted. */
  trustedProxies: number;
}

export function createApp({ ctx, auth, registry, jobs, jobRunner, ...rest }: AppOptions): Express {
  const app = express();
  app.set('trust proxy', rest.trustedProxies);
  app.disable('x-powered-by');
  app.use((req, res, next) => {
    setSecurityHeaders(req, res, rest.trustedProxies);
    res.set({ 'cache-control': 'no-store', 'x-frame-options': 'DENY' });
    next();
  });
  app.get('/healthz', (_, res) => void res.json({ status: 'ok' }));
  app.get('/readyz', async (_, res) => {
    const state = await jobRunner.readiness();
    res.status(state.ready ? 200 : 503).json(state);
  });
  app.get('/metrics', async (_, res) => {
    res.set('content-type', registry.contentType).end(await registry.metrics());
  });
  app.all(['/healthz', '/readyz', '/metrics'], answerOtherMethods);
  app.get('/', (_, res) => res.redirect(`${DASHBOARD_PATH}/`));
  app.use(DASHBOARD_PATH, createSignIn({ ctx, auth, path: DASHBOARD_PATH }));
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
  (error: { status?: number }, req, res, next) => {
    if (res.headersSent) return next(error);
    const status = error.status ?? 500;
    if (status >= 500) log.error({ err: error, path: req.path }, 'request failed');
    res.status(status).json({ error: status >= 500 ? 'internal server error' : 'bad request' });
  };
