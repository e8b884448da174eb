import { setTimeout as sleep } from 'node:timers/promises';
import { demoFolderOfRun } from '@frontrow/database/testing/demo-folder';
import { insertExpiredHolds } from '@frontrow/domain/testing/expired-holds';
import { copyOfDataFolder } from '@frontrow/embedded/testing/postgres/postgres-folder';
import { query } from '@frontrow/embedded/testing/postgres/query';
import pg from 'pg';

export interface RestartablePostgres {
  url: string;
  /** Kills the postmaster with SIGKILL. */
  kill(): Promise<void>;
  /** Starts it again at the same URL. */
  start(): Promise<void>;
  /** Creates expired holds on that many free seats of the demo's data. */
  createExpiredHolds(holds: number): Promise<void>;
  countUnreleasedHolds(): Promise<number>;
}

/** Starts a Postgres of the test's own with the demo's data, which the test can kill and restart. */
export async function startRestartablePostgres(): Promise<RestartablePostgres> {
  const data = copyOfDataFolder(await demoFolderOfRun());
  let running = await data.start();
  const { url } = running;
  return {
    url,
    async kill() {
      process.kill(running.pid, 'SIGKILL');
      await running.stop();
    },
    async start() {
      running = await data.start();
      if (running.url !== url)
        throw new Error(`Postgres came back at another address: ${running.url}`);
    },
    createExpiredHolds: (holds) => createExpiredHolds(url, holds),
    async countUnreleasedHolds() {
      const [row] = await query<{ count: number }>(
        url,
        "select count(*)::int as count from reservation where status = 'HELD'",
      );
      return row?.count ?? Number.NaN;
    },
  };
}

async function createExpiredHolds(url: string, holds: number): Promise<void> {
  const free = await query<
    Record<'seat' | 'performance' | 'concert' | 'userId' | 'entryId', string>
  >(
    url,
    `select s.id as seat, p.id as performance, p.concert_id as concert,
       (select id from app_user limit 1) as "userId", gen_random_uuid() as "entryId"
     from seat s join performance p on p.id = s.performance_id
     where s.reservation_id is null and p.id = (select min(id::text)::uuid from performance)
     limit ${holds}`,
  );
  const [first] = free;
  if (!first || free.length < holds) throw new Error('the demo has too few free seats');
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  try {
    await insertExpiredHolds(pool, {
      userId: first.userId,
      entryId: first.entryId,
      concertId: first.concert,
      performanceId: first.performance,
      seatIds: free.map(({ seat }) => seat),
    });
  } finally {
    await pool.end();
  }
}

/** Waits for the length of the outage in these tests. */
export const outage = (): Promise<void> => sleep(10_000);
