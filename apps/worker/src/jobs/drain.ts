import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@frontrow/domain/kernel/logger';
import type { Loop } from '@frontrow/process/loop';
import { withTimeout } from '@frontrow/process/with-timeout';
import type { Agenda } from 'agenda';
import type { JobStore } from '../store/job-store.ts';

/** Limit for each call to a job store that may be unreachable. */
const STORE_MILLISECONDS = 2_000;
/** Longer than a lock query takes. */
const IN_FLIGHT_MILLISECONDS = 150;
/** How long running jobs may continue after the stop. */
const FINISH_MILLISECONDS = 5_000;
/** How long a job may take for its current batch after that. */
const BATCH_MILLISECONDS = 4_000;

export interface DrainOptions {
  agenda: Agenda;
  store: JobStore;
  /** This worker's name, which is stored as `lastModifiedBy` of the jobs it has locked. */
  name: string;
  log: Logger;
  reconciliation: Loop;
  runningJobs: Set<unknown>;
  stopping: AbortController;
  deadline: AbortController;
}

/**
 * Starts no further job, waits for the running ones, then unlocks all jobs of this worker. Takes at
 * most 13 seconds (2 + 5 + 4 + 2), also when the store hangs; the jobs then stay locked until their
 * locks expire.
 */
export async function drain({
  agenda,
  log,
  reconciliation,
  runningJobs,
  ...rest
}: DrainOptions): Promise<void> {
  const warn = (err: unknown) =>
    log.warn({ err }, 'jobs of this worker stay locked until their locks expire');
  rest.stopping.abort();
  await withTimeout(
    Promise.all([reconciliation.stop(), agenda.stop(false)]),
    STORE_MILLISECONDS,
  ).catch(warn);
  await untilEmpty(runningJobs, FINISH_MILLISECONDS);
  rest.deadline.abort();
  await untilEmpty(runningJobs, BATCH_MILLISECONDS);
  await withTimeout(unlockUntilNoneIsLeft(rest), STORE_MILLISECONDS).catch(warn);
}

/** Unlocks until two looks in a row find nothing: a lock query in flight may commit after the first. */
async function unlockUntilNoneIsLeft(rest: Pick<DrainOptions, 'store' | 'name'>): Promise<void> {
  for (let clean = 0; clean < 2; ) {
    clean = (await unlockOwnJobs(rest)) === 0 ? clean + 1 : 0;
    if (clean < 2) await sleep(IN_FLIGHT_MILLISECONDS);
  }
}

/**
 * Workaround for Agenda 6.2.6: `agenda.stop` unlocks only the jobs in the processor's list at that
 * moment. A job whose lock query is in flight is added later and stays locked for its lock lifetime.
 * Not needed once `stop` waits for lock queries in flight.
 *
 * Also makes an interrupted one-time job due again. Its `nextRunAt` is null from the start of its run,
 * so no worker would pick it up.
 *
 * Returns how many jobs it unlocked.
 */
async function unlockOwnJobs({
  store,
  name,
}: Pick<DrainOptions, 'store' | 'name'>): Promise<number> {
  const { repository } = store.backend;
  const { jobs } = await repository.queryJobs();
  const own = jobs.filter(({ lockedAt, lastModifiedBy }) => lockedAt && lastModifiedBy === name);
  for (const { state: _, ...job } of own) {
    if (job.nextRunAt !== null) continue;
    await repository.saveJob({ ...job, nextRunAt: new Date() }, { lastModifiedBy: name });
  }
  if (own.length > 0) await repository.unlockJobs(own.flatMap(({ _id }) => _id ?? []));
  return own.length;
}

async function untilEmpty(set: Set<unknown>, milliseconds: number): Promise<void> {
  for (const end = Date.now() + milliseconds; set.size > 0 && Date.now() < end; ) await sleep(20);
}
