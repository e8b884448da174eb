import { lapseHolds } from '@frontrow/domain/testing/lapsed-holds';
import { createWorld, type World } from '@frontrow/domain/testing/world';
import { until } from '@frontrow/embedded/testing/until';
import { parseSettings } from '@frontrow/settings/settings';
import { onTestFinished } from 'vitest';
import { openJobStore } from '../src/store/open-job-store.ts';
import type { Backend } from './backends.ts';
import { startWorkerProcess, type WorkerProcess } from './worker-process.ts';

/** A world on the real clock with real workers over it; all of it ends with the test. */
export interface Plant {
  world: World;
  start(env?: Record<string, string>): Promise<WorkerProcess>;
  /** That many holds of one seat each, which ran out a while ago. */
  lapse(holds: number): Promise<void>;
  /** How many holds nobody has released yet, lapsed or not. */
  unreleased(): Promise<number>;
  /** Done when so many batches of the sweep wait for a lock, and not just the audit, which reads all. */
  sweepsWait(batches: number): Promise<unknown>;
  /** The jobs that are locked in the store, asked past every worker. */
  locked(): Promise<string[]>;
}

export const RELEASE = 'release-expired-holds';

export async function openPlant(backend: Backend): Promise<Plant> {
  const world = await createWorld();
  const place = backend.place();
  const workers: WorkerProcess[] = [];
  onTestFinished(async () => {
    await Promise.all(workers.map(({ kill }) => kill()));
    await world.close();
    await place.drop();
  });
  return {
    world,
    async start(env = {}) {
      const base = { DATABASE_URL: world.url, SWEEP_SECONDS: '1', ...place.env };
      const worker = await startWorkerProcess({ ...base, ...env });
      workers.push(worker);
      return worker;
    },
    lapse: (holds) => lapse(world, holds),
    unreleased: () => unreleased(world),
    sweepsWait: (batches) =>
      until(`${batches} batches wait`, async () => {
        const { rows } = await world.pool.query(
          `select from pg_stat_activity where datname = current_database()
             and wait_event_type = 'Lock' and query like '%update reservation r set status%'`,
        );
        return rows.length >= batches;
      }),
    async locked() {
      const settings = parseSettings({ DATABASE_URL: world.url, ...place.env });
      const store = await openJobStore(settings, world.ctx.log);
      const { jobs } = await store.backend.repository.queryJobs();
      await store.close();
      return jobs.flatMap(({ name, lockedAt }) => (lockedAt ? [name] : []));
    },
  };
}

async function lapse(world: World, holds: number): Promise<void> {
  const sections = [{ name: 'S', rows: 1, seatsPerRow: holds, price: 1_000 }];
  const house = await world.house({}, { sections });
  const { claims } = await world.guest('sleeper', house.concertId);
  await lapseHolds(world.pool, { ...house, userId: claims.userId, tokenId: claims.tokenId });
}

async function unreleased({ pool }: World): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `select (select count(*) from reservation where status = 'HELD')::int
       + (select count(*) from seat where reservation_id is not null)::int as count`,
  );
  return rows[0]?.count ?? Number.NaN;
}
