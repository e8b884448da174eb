import { PostgresBackend } from '@agendajs/postgres-backend';
import { inTransaction } from '@frontrow/domain/kernel/database/transaction';
import { releaseExpiredHolds } from '@frontrow/domain/reservation/release-expired';
import { FREE_SEATS_OF } from '@frontrow/domain/reservation/reservation.sql';
import { insertExpiredHolds } from '@frontrow/domain/testing/expired-holds';
import { Agenda, type Job } from 'agenda';
import { Pool } from 'pg';
import { createConcert } from '../../fixtures.ts';
import type { BenchDatabase } from '../cluster.ts';
import type { Bench, Prepared, Sample, Scenario } from '../scenario.ts';

/** The worker's batch size and number of concurrent batches. */
const SWEEP = { batch: 2_500, concurrency: 2 };
const ROUNDS = 9;
const BAR = 60;
const AT_ONCE = 20;

/** $1 reservation. */
const RELEASE_ONE = {
  name: 'bench-release-one',
  text: `
    with released as (
      update reservation set status = 'EXPIRED', ended_at = hold_expires_at
      where id = $1 and status = 'HELD' and hold_expires_at <= clock_timestamp() returning id
    ),
    ${FREE_SEATS_OF('released')}
    select id from released`,
};

/** The release of expired holds: by the sweep, and by one job of Agenda for each hold, with the jobs in Postgres. */
export const sweep: Scenario = {
  name: 'sweep',
  about: 'the release of expired holds; a call is one hold',

  async prepare(bench: Bench): Promise<Prepared> {
    const { database, size } = bench;
    const [holds, jobs] = [size(10_000, 500), size(100, 20)];
    const insert = await expiredHolds(database, holds);
    // Agenda needs dates as Date; the ORM's pool returns them as text.
    const pool = new Pool({ connectionString: database.databaseUrl, max: AT_ONCE });
    pool.on('error', () => {});
    bench.onEnd(() => pool.end());
    return {
      cases: [
        {
          name: 'expiry sweep',
          async product() {
            await insert(holds);
            return measured(database, holds, () => releaseExpiredHolds(database.ctx, SWEEP));
          },
          floor: {
            name: 'one job a hold',
            async run() {
              const ids = await insert(jobs);
              return runJobs(database, pool, ids);
            },
          },
          bar: BAR,
          rounds: size(ROUNDS, 2),
        },
      ],
    };
  },
};

/** Inserts that many expired holds of one seat each. Returns their ids. */
async function expiredHolds(database: BenchDatabase, most: number) {
  const concert = await createConcert(database, most);
  const { id: userId } = await database.services.session.devSignIn({ name: 'holder' });
  const entryId = database.ctx.newId();
  return async (count: number): Promise<string[]> => {
    const { pool } = database;
    const seatIds = concert.seatIds.slice(0, count);
    await insertExpiredHolds(pool, { ...concert, userId, entryId, seatIds });
    await pool.query('vacuum analyze reservation, reservation_seat, seat');
    const { rows } = await pool.query<{ id: string }>(
      "select id from reservation where status = 'HELD'",
    );
    return rows.map(({ id }) => id);
  };
}

/** Stores the jobs, then measures how long they take. */
async function runJobs(database: BenchDatabase, pool: Pool, ids: string[]): Promise<Sample> {
  const backend = new PostgresBackend({ pool });
  // Postgres stops while its connection for notifications is still open.
  backend.notificationChannel?.on('error', () => {});
  const agenda = new Agenda({
    backend,
    processEvery: 1_000,
    defaultConcurrency: AT_ONCE,
    maxConcurrency: AT_ONCE,
    removeOnComplete: true,
    defaultLockLifetime: 8_000,
  });
  let done = 0;
  agenda.define('release-one', async ({ attrs }: Job<{ id: string }>) => {
    await inTransaction(database.ctx, (tx) => tx.sql.rows(RELEASE_ONE, [attrs.data.id]));
  });
  for (const id of ids) await agenda.now('release-one', { id });
  const finished = new Promise<number>((resolve, reject) => {
    agenda.on('fail', reject);
    agenda.on('error', reject);
    agenda.on('success:release-one', () => {
      done++;
      if (done === ids.length) resolve(done);
    });
  });
  try {
    return await measured(database, ids.length, async () => {
      await agenda.start();
      return finished;
    });
  } finally {
    await agenda.stop(false);
  }
}

/** @throws nothing: an end that is not the expected one makes the sample void */
async function measured(
  database: BenchDatabase,
  expected: number,
  work: () => Promise<number>,
): Promise<Sample> {
  const before = { own: process.cpuUsage(), postgres: database.postgresMicroseconds() };
  const start = performance.now();
  const released = await work();
  const seconds = (performance.now() - start) / 1000;
  const own = process.cpuUsage(before.own);
  return {
    ...{ calls: released, seconds, refused: 0, server: own.user + own.system },
    postgres: database.postgresMicroseconds() - before.postgres,
    unexpected: released === expected ? [] : [`${released} of ${expected} holds were released`],
  };
}
