import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoBackend } from '@agendajs/mongo-backend';
import { PostgresBackend } from '@agendajs/postgres-backend';
import { inTransaction } from '@frontrow/domain/kernel/transaction';
import { releaseExpiredHolds } from '@frontrow/domain/reservation/release-expired';
import { FREE_SEATS_OF } from '@frontrow/domain/reservation/reservation.sql';
import { lapseHolds } from '@frontrow/domain/testing/lapsed-holds';
import { startEmbeddedMongo } from '@frontrow/embedded/mongo/start';
import { Agenda, type AgendaBackend, type Job } from 'agenda';
import { MongoClient } from 'mongodb';
import { Pool } from 'pg';
import { type Bench, house, median, withBench } from './bench.ts';

/**
 * What holds that ran out cost to release: all of them by the sweep, and one job of Agenda's a hold,
 * in Postgres and in MongoDB, where the jobs have been put in before the clock starts. In turn; quote
 * the ratios.
 */
const HOLDS = 10_000;
const JOBS = 400;
const ROUNDS = 3;
/** As the worker does it. */
const BATCH = 2_500;
const LANES = 2;

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

interface Sale extends Bench {
  pool: Pool;
  lapse(count: number): Promise<string[]>;
}

async function openSale(bench: Bench): Promise<Sale> {
  const { pool } = bench.ctx;
  if (!pool) throw new Error('a bench has a pool');
  const place = await house(bench, HOLDS);
  const { id: userId } = await bench.services.session.devSignIn({ name: 'sleeper' });
  const tokenId = bench.ctx.newId();
  return {
    ...bench,
    pool,
    async lapse(count) {
      const seatIds = place.seatIds.slice(0, count);
      await lapseHolds(pool, { ...place, userId, tokenId, seatIds });
      await pool.query('vacuum analyze reservation, reservation_seat, seat');
      const { rows } = await pool.query<{ id: string }>(
        "select id from reservation where status = 'HELD'",
      );
      return rows.map(({ id }) => id);
    },
  };
}

/** Seconds a hold. */
async function sweep({ ctx, lapse }: Sale): Promise<number> {
  await lapse(HOLDS);
  const start = performance.now();
  const released = await releaseExpiredHolds(ctx, { batch: BATCH, lanes: LANES });
  const seconds = (performance.now() - start) / 1000;
  if (released !== HOLDS) throw new Error(`released ${released}`);
  return seconds / HOLDS;
}

async function oneJobAHold({ ctx, lapse }: Sale, backend: AgendaBackend): Promise<number> {
  const ids = await lapse(JOBS);
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

function postgresBackend(pool: Pool): PostgresBackend {
  const backend = new PostgresBackend({ pool });
  // Its connection is cut at the end.
  backend.notificationChannel?.on('error', () => {});
  return backend;
}

const folder = mkdtempSync(join(tmpdir(), 'frontrow-bench-mongo-'));
const mongo = await startEmbeddedMongo({ folder, env: process.env });
const client = await MongoClient.connect(mongo.url);
try {
  await withBench(async (bench) => {
    // Agenda needs dates as pg gives them; the ORM's pool gives text.
    const jobs = new Pool({ connectionString: bench.url, max: 20 });
    // Connections are cut at the end.
    jobs.on('error', () => {});
    const sale = await openSale(bench);
    const ways: Record<string, () => Promise<number>> = {
      sweep: () => sweep(sale),
      'one job a hold, Postgres': () => oneJobAHold(sale, postgresBackend(jobs)),
      'one job a hold, MongoDB': () =>
        oneJobAHold(sale, new MongoBackend({ mongo: client.db('bench') })),
    };
    const taken = new Map(Object.keys(ways).map((name): [string, number[]] => [name, []]));
    for (let round = 0; round < ROUNDS; round++) {
      for (const [name, way] of Object.entries(ways)) taken.get(name)?.push(await way());
    }
    await jobs.end();
    const base = median(taken.get('sweep') ?? []);
    console.log(`${HOLDS} holds by the sweep: ${(base * HOLDS).toFixed(3)} s`);
    for (const [name, seconds] of taken) {
      const middle = median(seconds);
      const micro = (middle * 1e6).toFixed(0).padStart(7);
      console.log(`${name.padEnd(26)} ${micro} µs a hold  ${(middle / base).toFixed(1)} times`);
    }
  });
} finally {
  await client.close();
  await mongo.stop();
  rmSync(folder, { recursive: true, force: true });
}
