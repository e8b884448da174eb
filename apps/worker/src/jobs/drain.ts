import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from '@frontrow/domain/kernel/logger';
import type { Loop } from '@frontrow/process/loop';
import { withTimeout } from '@frontrow/process/with-timeout';
import type { Agenda } from 'agenda';
import type { JobStore } from '../store/job-store.ts';

/** Of whatever asks a store that may be away. */
const STORE_MILLISECONDS = 2_000;
/** How long jobs may go on once the worker is told to stop, and then until their batch is over. */
const FINISH_MILLISECONDS = 5_000;
const BATCH_MILLISECONDS = 4_000;

export interface Draining {
  agenda: Agenda;
  store: JobStore;
  /** Of this worker, as it stands beside what it has locked. */
  name: string;
  log: Logger;
  timetable: Loop;
  /** The jobs that have begun and not ended. */
  underWay: Set<unknown>;
  stopping: AbortController;
  timeUp: AbortController;
}

/**
 * Takes no new job, lets those under way finish, and leaves none locked. Done within 13 seconds, also
 * when a store hangs: what is locked then stays so until its lock runs out.
 */
export async function drain({
  agenda,
  log,
  timetable,
  underWay,
  ...rest
}: Draining): Promise<void> {
  const complain = (err: unknown) =>
    log.warn({ err }, 'jobs of this worker stay locked until their locks run out');
  rest.stopping.abort();
  await withTimeout(Promise.all([timetable.stop(), agenda.stop(false)]), STORE_MILLISECONDS).catch(
    complain,
  );
  await untilEmpty(underWay, FINISH_MILLISECONDS);
  rest.timeUp.abort();
  await untilEmpty(underWay, BATCH_MILLISECONDS);
  await withTimeout(unlockAll(rest), STORE_MILLISECONDS).catch(complain);
}

/**
 * One that was being locked while the processor stopped is not among those that it unlocks itself. And
 * one that was to run once and was cut off would be nobody's any more: it is due again.
 */
async function unlockAll({ store, name }: Pick<Draining, 'store' | 'name'>): Promise<void> {
  const { repository } = store.backend;
  const { jobs } = await repository.queryJobs();
  const own = jobs.filter(({ lockedAt, lastModifiedBy }) => lockedAt && lastModifiedBy === name);
  for (const { state: _, ...job } of own) {
    if (job.nextRunAt !== null) continue;
    await repository.saveJob({ ...job, nextRunAt: new Date() }, { lastModifiedBy: name });
  }
  await repository.unlockJobs(own.flatMap(({ _id }) => _id ?? []));
}

async function untilEmpty(set: Set<unknown>, milliseconds: number): Promise<void> {
  for (const end = Date.now() + milliseconds; set.size > 0 && Date.now() < end; ) await sleep(20);
}
