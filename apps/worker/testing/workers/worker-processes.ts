import { insertExpiredHolds } from '@frontrow/domain/testing/expired-holds';
import { createWorld, type World } from '@frontrow/domain/testing/world';
import { until } from '@frontrow/embedded/testing/until';
import { parseSettings } from '@frontrow/settings/settings';
import { onTestFinished } from 'vitest';
import { openJobStore } from '../../src/store/open-job-store.ts';
import type { Backend } from '../stores/backends.ts';
import { startWorkerProcess, type WorkerProcess } from './worker-process.ts';

/** A database of the test's own on the real clock, with worker processes. */
export interface WorkerProcesses {
  world: World;
  start(env?: Record<string, string>): Promise<WorkerProcess>;
  /** Creates that many expired holds of one seat each. */
  createExpiredHolds(holds: number): Promise<void>;
  /** Counts live or expired holds, plus seats that still belong to a reservation. */
  countUnreleasedHolds(): Promise<number>;
  /** Waits until that many batches of the sweep wait for a lock. Waits of the audit do not count. */
  waitForBlockedSweeps(batches: number): Promise<unknown>;
  /** Names of the jobs that are locked, read from the store without a worker. */
  lockedJobs(): Promise<string[]>;
}

export const RELEASE_JOB = 'release-expired-holds';

/**
 * Everything ends with the test, or when `atEnd` calls its argument: for tests that share a worker, whose
 * start takes more processor time than most tests.
 */
export async function createWorkerProcesses(
  backend: Backend,
  atEnd: (end: () => Promise<void>) => void = onTestFinished,
): Promise<WorkerProcesses> {
  const world = await createWorld();
  const jobStore = backend.createStore();
  const workers: WorkerProcess[] = [];
  atEnd(async () => {
    await Promise.all(workers.map(({ kill }) => kill()));
    await world.close();
    await jobStore.drop();
  });
  return {
    world,
    async start(env = {}) {
      const base = { DATABASE_URL: world.url, SWEEP_SECONDS: '1', ...jobStore.env };
      const worker = await startWorkerProcess({ ...base, ...env });
      workers.push(worker);
      return worker;
    },
    createExpiredHolds: (holds) => createExpiredHolds(world, holds),
    countUnreleasedHolds: () => countUnreleasedHolds(world),
    waitForBlockedSweeps: (batches) =>
      until(`${batches} batches wait for a lock`, async () => {
        const { rows } = await world.pool.query(
          `select from pg_stat_activity where datname = current_database()
             and wait_event_type = 'Lock' and query like '%update reservation r set status%'`,
        );
        return rows.length >= batches;
      }),
    async lockedJobs() {
      const settings = parseSettings({ DATABASE_URL: world.url, ...jobStore.env });
      const store = await openJobStore(settings, world.ctx.log);
      const { jobs } = await store.backend.repository.queryJobs();
      await store.close();
      return jobs.flatMap(({ name, lockedAt }) => (lockedAt ? [name] : []));
    },
  };
}

async function createExpiredHolds(world: World, holds: number): Promise<void> {
  const sections = [{ name: 'S', rows: 1, seatsPerRow: holds, price: 1_000 }];
  const house = await world.concertWithSeats({}, { sections });
  const { claims } = await world.queueCaller('sleeper', house.concertId);
  await insertExpiredHolds(world.pool, {
    ...house,
    userId: claims.userId,
    entryId: claims.entryId,
  });
}

async function countUnreleasedHolds({ pool }: World): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `select (select count(*) from reservation where status = 'HELD')::int
       + (select count(*) from seat where reservation_id is not null)::int as count`,
  );
  return rows[0]?.count ?? Number.NaN;
}
