import type { OperatorActionName } from '@frontrow/contract/admin';
import { recordAction } from '@frontrow/domain/admin/actions';
import type { DomainContext } from '@frontrow/domain/kernel/context';
import { inTransaction } from '@frontrow/domain/kernel/transaction';
import type { Agenda } from 'agenda';
import { createExpressMiddleware } from 'agendash';
import express, { type Response, Router } from 'express';
import { v5 } from 'uuid';
import type { Job } from '../jobs/jobs.ts';

/** What the dashboard can do, as the log of what operators did calls it. */
const ACTIONS: Record<string, OperatorActionName> = {
  '/api/jobs/create': 'createJob',
  '/api/jobs/requeue': 'requeueJob',
  '/api/jobs/retry': 'retryJob',
  '/api/jobs/pause': 'pauseJob',
  '/api/jobs/resume': 'resumeJob',
  '/api/jobs/delete': 'deleteJob',
};
/** Of the names of jobs, for ids that are the same whatever store they are in. */
const JOB_NAMES = '4f1c5b0e-6f1b-4c51-9d0e-0b6c5a1f7a52';

const EVENTS_MILLISECONDS = 60_000;
/** Of either store. */
const JOB_ID = /^([0-9a-f]{24}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

export interface DashboardOptions {
  ctx: DomainContext;
  jobs: readonly Job[];
  /** Null until the job store has been reached. */
  agenda(): Agenda | null;
}

/** Agendash, for those who have signed in; what they do is written down before it is done. */
export function createDashboard({ ctx, jobs, agenda }: DashboardOptions): Router {
  const router = Router();
  const dashboards = new WeakMap<Agenda, Router>();
  router.use((req, res, next) => {
    const known = req.method === 'POST' ? ACTIONS[req.path] : /^(GET|HEAD)$/.test(req.method);
    if (known) return next();
    res.status(404).json({ error: 'not found' });
  });
  router.use(express.json({ limit: '16kb' }));
  router.use(async (req, res, next) => {
    const current = agenda();
    if (!current) return void res.status(503).json({ error: 'the job store is not reached yet' });
    const action = req.method === 'POST' ? ACTIONS[req.path] : undefined;
    if (action) {
      const wanted = await parseAction(current, { action, body: req.body ?? {} });
      const known = wanted?.names.every((name) => jobs.some((job) => job.name === name));
      if (!wanted || !known) {
        return void res.status(400).json({ error: 'names no job of the worker' });
      }
      // Nothing but what was looked at goes on.
      req.body = wanted.body;
      await record(ctx, { action, ...wanted, operatorId: res.locals.operatorId });
    }
    if (req.path === '/api/events') closeEventStreamLater(res);
    const dashboard = dashboards.get(current) ?? createExpressMiddleware(current);
    dashboards.set(current, dashboard);
    dashboard(req, res, next);
  });
  return router;
}

interface JobAction {
  /** Of the jobs that it is about. */
  names: string[];
  body: Record<string, unknown>;
}

/** What a request of the dashboard asks for; null when it names no job. */
async function parseAction(
  agenda: Agenda,
  { action, body }: { action: OperatorActionName; body: Record<string, unknown> },
): Promise<JobAction | null> {
  if (action === 'createJob') {
    const { jobName, jobSchedule, jobRepeatEvery, jobData } = body;
    if (typeof jobName !== 'string') return null;
    return { names: [jobName], body: { jobName, jobSchedule, jobRepeatEvery, jobData } };
  }
  const ids = Array.isArray(body.jobIds) ? body.jobIds.map(String) : [];
  if (ids.length === 0 || !ids.every((id) => JOB_ID.test(id))) return null;
  const { jobs } = await agenda.queryJobs({ ids });
  if (jobs.length === 0) return null;
  return { names: jobs.map(({ name }) => name), body: { jobIds: ids } };
}

const record = (
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
      await recordAction(tx, caller, { action, targetId: v5(job, JOB_NAMES), details });
    }
  });

/** A stream outlives the token that opened it; a browser comes back with the one that it has then. */
function closeEventStreamLater(res: Response): void {
  const timer = setTimeout(() => res.destroy(), EVENTS_MILLISECONDS);
  res.on('error', () => {});
  res.on('close', () => clearTimeout(timer));
}
