import type { OperatorActionName } from '@frontrow/contract/admin';
import { recordAction } from '@frontrow/domain/admin/actions';
import type { DomainContext } from '@frontrow/domain/kernel/context';
import { inTransaction } from '@frontrow/domain/kernel/transaction';
import type { Agenda } from 'agenda';
import { createExpressMiddleware } from 'agendash';
import express, { Router } from 'express';
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
    if (req.method === 'GET' || ACTIONS[req.path]) return next();
    res.status(404).json({ error: 'not found' });
  });
  router.use(express.json({ limit: '16kb' }));
  router.use(async (req, res, next) => {
    const current = agenda();
    if (!current) return void res.status(503).json({ error: 'the job store is not reached yet' });
    const action = req.method === 'GET' ? undefined : ACTIONS[req.path];
    if (action) {
      const named = await namesIn(current, req.body);
      if (named.length === 0 || !named.every((name) => jobs.some((job) => job.name === name))) {
        return void res.status(400).json({ error: 'names no job of the worker' });
      }
      await record(ctx, { action, names: named, operatorId: res.locals.operatorId });
    }
    const dashboard = dashboards.get(current) ?? createExpressMiddleware(current);
    dashboards.set(current, dashboard);
    dashboard(req, res, next);
  });
  return router;
}

/** The jobs that a request of the dashboard is about, by name. */
async function namesIn(agenda: Agenda, body: unknown): Promise<string[]> {
  const { jobIds, jobName } = (body ?? {}) as { jobIds?: unknown; jobName?: unknown };
  if (typeof jobName === 'string') return [jobName];
  const ids = Array.isArray(jobIds) ? jobIds.map(String) : [];
  if (ids.length === 0 || !ids.every((id) => JOB_ID.test(id))) return [];
  const { jobs } = await agenda.queryJobs({ ids });
  return jobs.map(({ name }) => name);
}

const record = (
  ctx: DomainContext,
  {
    action,
    names,
    operatorId,
  }: { action: OperatorActionName; names: string[]; operatorId: string },
): Promise<void> =>
  inTransaction(ctx, async (tx) => {
    const caller = { userId: operatorId, service: false };
    for (const job of new Set(names)) {
      await recordAction(tx, caller, { action, targetId: v5(job, JOB_NAMES), details: { job } });
    }
  });
