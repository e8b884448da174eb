import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoBackend } from '@agendajs/mongo-backend';
import { PostgresBackend } from '@agendajs/postgres-backend';
import { inTransaction } from '@frontrow/domain/kernel/database/transaction';
import { releaseExpiredHolds } from '@frontrow/domain/reservation/release-expired';
import { FREE_SEATS_OF } from '@frontrow/domain/reservation/reservation.sql';
import { lapseHolds } from '@frontrow/domain/testing/lapsed-holds';
import { startEmbeddedMongo } from '@frontrow/embedded/mongo/start';
import { Agenda, type AgendaBackend, type Job } from 'agenda';
import { MongoClient } from 'mongodb';
import { Pool } from 'pg';
import { type Environment, withEnvironment } from './environment.ts';
import { createConcert } from './fixtures.ts';
import { median } from './measure.ts';

/**
 * Compares the time to release one expired hold: by the product's sweep, and by one Agenda job per
 * hold, with the jobs in Postgres and in MongoDB. The jobs are stored before the measurement starts.
 * Each round runs all of them, so that a change of the machine's speed affects all alike.
 */
const HOLDS = 10_000;
const JOBS = 400;
const ROUNDS = 3;
/** The worker's batch size and number of concurrent batches. */
const SWEEP = { batch: 2_500, concurrency: 2 };

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

interface ExpiredHolds extends Environment {
  pool: Pool;
  /** Inserts that many expired holds of one seat each. Returns their reservation ids. */
  insert(count: number): Promise<string[]>;
}

async function prepareExpiredHolds(environment: Environment): Promise<ExpiredHolds> {
  const { pool } = environment.ctx;
  if (!pool) throw new Error('the context has no pool');
  const concert = await createConcert(environment, HOLDS);
  const { id: userId } = await environment.services.session.devSignIn({ name: 'holder' });
  const entryId = environment.ctx.newId();
  return {
    ...environment,
    pool,
    async insert(count) {
      const seatIds = concert.seatIds.slice(0, count);
      await lapseHolds(pool, { ...concert, userId, entryId, seatIds });
      await pool.query('vacuum analyze reservation, reservation_seat, seat');
      const { rows } = await pool.query<{ id: string }>(
        "select id from reservation where status = 'HELD'",
      );
      return rows.map(({ id }) => id);
    },
  };
}

/** Returns the seconds per hold. */
async function measureSweep({ ctx, insert }: ExpiredHolds): Promise<number> {
  await insert(HOLDS);
  const start = performance.now();
  const released = await releaseExpiredHolds(ctx, SWEEP);
  const seconds = (performance.now() - start) / 1000;
  if (released !== HOLDS) throw new Error(`the sweep released ${released} of ${HOLDS} holds`);
  return seconds / HOLDS;
}

/** Returns the seconds per hold. */
async function measureJobs({ ctx, insert }: ExpiredHolds, backend: AgendaBackend): Promise<number> {
  const ids = await insert(JOBS);
  const agenda = new Agenda({
    backend,
    processEvery: 1_000,
    defaultConcurrency: 20,
    maxConcurrency: 20,
    removeOnComplete: true,
    defaultLockLifetime: 8_000,
  });
  agenda.define('release-one', async ({ attrs }: Job<{ id: string }>) => {
    await inTransaction(ctx, (tx) => tx.sql.rows(RELEASE_ONE, [attrs.data.id]));
  });
  for (const id of ids) await agenda.now('release-one', { id });
  let done = 0;
  const finished = new Promise<void>((resolve, reject) => {
    agenda.on('fail', reject);
    agenda.on('error', reject);
    agenda.on('success:release-one', () => {
      done++;
      if (done === ids.length) resolve();
    });
  });
  const start = performance.now();
  await agenda.start();
  await finished;
  const seconds = (performance.now() - start) / 1000;
  await agenda.stop(false);
  return seconds / ids.length;
}

function createPostgresBackend(pool: Pool): PostgresBackend {
  const backend = new PostgresBackend({ pool });
  // Postgres stops while its connection for notifications is still open.
  backend.notificationChannel?.on('error', () => {});
  return backend;
}

const folder = mkdtempSync(join(tmpdir(), 'frontrow-bench-mongo-'));
const mongo = await startEmbeddedMongo({ folder, env: process.env });
const client = await MongoClient.connect(mongo.url);
try {
  await withEnvironment(async (environment) => {
    // Agenda needs dates as Date; the ORM's pool returns them as text.
    const agendaPool = new Pool({ connectionString: environment.databaseUrl, max: 20 });
    // Postgres may stop before all connections are closed.
    agendaPool.on('error', () => {});
    const holds = await prepareExpiredHolds(environment);
    const variants: Record<string, () => Promise<number>> = {
      sweep: () => measureSweep(holds),
      'one job a hold, Postgres': () => measureJobs(holds, createPostgresBackend(agendaPool)),
      'one job a hold, MongoDB': () =>
        measureJobs(holds, new MongoBackend({ mongo: client.db('bench') })),
    };
    const measured = new Map(Object.keys(variants).map((name): [string, number[]] => [name, []]));
    for (let round = 0; round < ROUNDS; round++) {
      for (const [name, run] of Object.entries(variants)) measured.get(name)?.push(await run());
    }
    await agendaPool.end();
    const reference = median(measured.get('sweep') ?? []);
    console.log(`The sweep releases ${HOLDS} holds in ${(reference * HOLDS).toFixed(3)} s.`);
    for (const [name, seconds] of measured) {
      const microseconds = (median(seconds) * 1e6).toFixed(0).padStart(7);
      const ratio = (median(seconds) / reference).toFixed(1);
      console.log(`${name.padEnd(26)} ${microseconds} µs a hold, ${ratio} times the sweep`);
    }
  });
} finally {
  await client.close();
  await mongo.stop();
  rmSync(folder, { recursive: true, force: true });
}
