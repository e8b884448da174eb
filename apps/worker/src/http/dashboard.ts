import { createJobInput, type OperatorActionName } from '@frontrow/contract/operations';
import type { DomainContext } from '@frontrow/domain/kernel/context';
import { inTransaction } from '@frontrow/domain/kernel/database/transaction';
import { recordAction } from '@frontrow/domain/operator-log/operator-log';
import type { Agenda } from 'agenda';
import { createExpressMiddleware } from 'agendash';
import express, { type Request, type Response, Router } from 'express';
import { v5 } from 'uuid';
import type { Job } from '../jobs/jobs.ts';
import type { Operator } from './authenticate-operator.ts';

/** The dashboard's routes that change something, with their names in `admin.actions`. */
const ACTIONS: Record<string, OperatorActionName> = {
  '/api/jobs/create': 'createJob',
  '/api/jobs/requeue': 'requeueJob',
  '/api/jobs/retry': 'retryJob',
  '/api/jobs/pause': 'pauseJob',
  '/api/jobs/resume': 'resumeJob',
  '/api/jobs/delete': 'deleteJob',
};
/** UUID namespace of job names. The target id of an action is the same for both kinds of job store. */
const JOB_NAMESPACE = '4f1c5b0e-6f1b-4c51-9d0e-0b6c5a1f7a52';

/** After that the token of the stream is verified again, so that a deleted operator sees no more. */
const EVENT_STREAM_MILLISECONDS = 60_000;
/** An id of MongoDB (ObjectId) or Postgres (UUID). */
const JOB_ID = /^([0-9a-f]{24}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

export interface DashboardOptions {
  ctx: DomainContext;
  jobs: readonly Job[];
  /** Null until the job store is connected. */
  agenda(): Agenda | null;
}

/**
 * Serves Agendash to operators who have signed in. Each action is recorded in `operator_action` before
 * it is executed, and only for the worker's own jobs.
 */
export function createDashboard({ ctx, jobs, agenda }: DashboardOptions): Router {
  const router = Router();
  const dashboards = new WeakMap<Agenda, Router>();
  router.use((req, res, next) => {
    const isAction = Object.hasOwn(ACTIONS, req.path);
    const isRead = /^(GET|HEAD)$/.test(req.method);
    if (req.method === 'POST' ? isAction : isRead) return next();
    if (isAction || req.method !== 'POST') {
      res.set('allow', isAction ? 'POST' : 'GET, HEAD');
      return void res.status(405).json({ error: 'method not allowed' });
    }
    res.status(404).json({ error: 'not found' });
  });
  router.use(express.json({ limit: '16kb' }));
  router.use(async (req, res, next) => {
    const current = agenda();
    if (!current) return void res.status(503).json({ error: 'the job store is not connected yet' });
    const action = req.method === 'POST' ? ACTIONS[req.path] : undefined;
    if (action) {
      const parsed = await parseAction(current, { action, body: req.body ?? {} });
      if (typeof parsed === 'string') return void res.status(400).json({ error: parsed });
      const known = parsed?.names.every((name) => jobs.some((job) => job.name === name));
      if (!parsed || !known) return void res.status(400).json({ error: 'unknown job' });
      // Agendash gets only the fields that were checked.
      req.body = parsed.body;
      await recordJobAction(ctx, { action, ...parsed, operatorId: res.locals.operatorId });
    }
    if (req.path === '/api/events') closeEventStreamLater(res);
    if (!hasValidQuery(req.query)) return void res.status(400).json({ error: 'bad request' });
    hideFaults(ctx, req, res);
    const dashboard = dashboards.get(current) ?? createExpressMiddleware(current);
    dashboards.set(current, dashboard);
    dashboard(req, res, next);
  });
  return router;
}

interface JobAction {
  /** Names of the affected jobs. */
  names: string[];
  body: Record<string, unknown>;
}

/** Whether Agendash can read the query: each name once, with whole numbers and times where it reads them. */
function hasValidQuery(query: Request['query']): boolean {
  return Object.entries(query).every(([name, value]) => {
    if (typeof value !== 'string' || value.length > 200 || value.includes('\0')) return false;
    if (value === '') return true;
    if (['skip', 'limit', 'offset'].includes(name)) return /^\d{1,6}$/.test(value);
    return !['from', 'to'].includes(name) || !Number.isNaN(Date.parse(value));
  });
}

/** Agendash answers a fault with its inner message and logs nothing: this logs it, and answers without it. */
function hideFaults({ log }: DomainContext, { path }: Request, res: Response): void {
  const send = res.json.bind(res);
  res.json = (body: unknown) => {
    if (res.statusCode < 500 || res.statusCode === 501) return send(body);
    log.error({ err: body, path }, 'request failed');
    return send({ error: 'internal server error' });
  };
}

const isJobId = (id: unknown): id is string => typeof id === 'string' && JOB_ID.test(id);

/**
 * Reads the affected jobs and the allowed fields from a request's body. Returns null when it names no job,
 * and a text when a field cannot be taken.
 */
async function parseAction(
  agenda: Agenda,
  { action, body }: { action: OperatorActionName; body: Record<string, unknown> },
): Promise<JobAction | string | null> {
  if (action === 'createJob') {
    if (typeof body.jobName !== 'string') return null;
    const { data, error } = createJobInput.safeParse(body);
    if (!data) return problemIn(error.issues);
    return { names: [data.jobName], body: data };
  }
  const ids: unknown[] = Array.isArray(body.jobIds) ? body.jobIds : [];
  if (ids.length === 0 || !ids.every(isJobId)) return null;
  const { jobs } = await agenda.queryJobs({ ids });
  if (jobs.length === 0) return null;
  return { names: jobs.map(({ name }) => name), body: { jobIds: ids } };
}

const problemIn = ([issue]: { path: PropertyKey[]; message: string }[]): string =>
  issue ? `${issue.path.map(String).join('.')} ${issue.message}` : 'the body cannot be taken';

const recordJobAction = (
  ctx: DomainContext,
  {
    action,
    names,
    body,
    operatorId,
  }: JobAction & { action: OperatorActionName; operatorId: string },
): Promise<void> =>
  inTransaction(ctx, async (tx) => {
    const caller = { userId: operatorId, service: false };
    for (const job of new Set(names)) {
      const details = action === 'createJob' ? { job, ...body } : { job };
      await recordAction(tx, caller, { action, targetId: v5(job, JOB_NAMESPACE), details });
    }
  });

/**
 * Closes the event stream when the token that opened it expires, and after a minute at the latest. The browser
 * reconnects, and its token is verified again.
 */
function closeEventStreamLater(res: Response): void {
  const { expiresAt } = res.locals as Operator;
  const milliseconds = Math.min(EVENT_STREAM_MILLISECONDS, expiresAt - Date.now());
  const timer = setTimeout(() => res.destroy(), Math.max(0, milliseconds));
  res.on('error', () => {});
  res.on('close', () => clearTimeout(timer));
}
