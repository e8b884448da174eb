import { setTimeout as sleep } from 'node:timers/promises';
import { migrate } from '@frontrow/database/orm';
import { seedDemo } from '@frontrow/database/seeds/demo';
import { lapseHolds } from '@frontrow/domain/testing/lapsed-holds';
import { dataFolder } from '@frontrow/embedded/testing/postgres/postgres-folder';
import { query } from '@frontrow/embedded/testing/postgres/query';
import pg from 'pg';

export interface OwnPostgres {
  url: string;
  /** Kills it at once. */
  kill(): Promise<void>;
  /** Starts it again where it was. */
  start(): Promise<void>;
  /** That many holds which ran out a while ago, in the demo's data. */
  lapse(holds: number): Promise<void>;
  unreleased(): Promise<number>;
}

/** A Postgres of the test's own with the demo in it, to be killed and brought back. */
export async function ownPostgres(): Promise<OwnPostgres> {
  const data = dataFolder();
  let running = await data.start();
  const { url } = running;
  await migrate(url);
  await seedDemo(url);
  return {
    url,
    async kill() {
      process.kill(running.pid, 'SIGKILL');
      await running.stop();
    },
    async start() {
      running = await data.start();
      if (running.url !== url) throw new Error(`it came back at ${running.url}`);
    },
    lapse: (holds) => lapse(url, holds),
    async unreleased() {
      const [row] = await query<{ count: number }>(
        url,
        "select count(*)::int as count from reservation where status = 'HELD'",
      );
      return row?.count ?? Number.NaN;
    },
  };
}

async function lapse(url: string, holds: number): Promise<void> {
  const free = await query<Record<'seat' | 'performance' | 'concert' | 'person' | 'pass', string>>(
    url,
    `select s.id as seat, p.id as performance, p.concert_id as concert,
       (select id from app_user limit 1) as person, gen_random_uuid() as pass
     from seat s join performance p on p.id = s.performance_id
     where s.reservation_id is null and p.id = (select min(id::text)::uuid from performance)
     limit ${holds}`,
  );
  const [one] = free;
  if (!one || free.length < holds) throw new Error('the demo has too few seats');
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  try {
    await lapseHolds(pool, {
      userId: one.person,
      tokenId: one.pass,
      concertId: one.concert,
      performanceId: one.performance,
      seatIds: free.map(({ seat }) => seat),
    });
  } finally {
    await pool.end();
  }
}

/** For how long a database is away in these tests. */
export const away = (): Promise<void> => sleep(10_000);
