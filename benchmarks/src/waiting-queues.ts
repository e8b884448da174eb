import { setTimeout as sleep } from 'node:timers/promises';
import {
  copyConcert,
  fillQueue,
  fillQueues,
  fillUnchecked,
} from '@frontrow/domain/testing/long-queues/fill';
import { Pool } from 'pg';
import { type Environment, withEnvironment } from './environment.ts';
import { createConcert } from './fixtures.ts';
import { median } from './measure.ts';
import { postgresSeconds } from './postgres-time.ts';
import { type ServerProcess, startServer } from './server-process.ts';

/**
 * Measures what waiting costs a server and its database while nobody calls, and how long it takes until somebody is
 * admitted elsewhere. The arguments are folders of other versions of this repository, with their packages; each runs
 * in turn with this one, on the same data. Linux only.
 */
const IDLE_SECONDS = 10;
const ADMISSIONS = 3;
const MOST_SECONDS = 30;

interface Scenario {
  name: string;
  fill(pool: Pool, model: string): Promise<void>;
}

const SCENARIOS: Scenario[] = [
  { name: 'nobody waits: an ordinary start', async fill() {} },
  {
    name: '100,000 waiting beside 2,000 concerts where nobody waits',
    async fill(pool, model) {
      const [long = ''] = await copyConcert(pool, model, 2_001);
      await fillQueue(pool, { concertId: long, waiting: 100_000 });
      await pool.query('update queue set max_active = 0 where concert_id = $1', [long]);
    },
  },
  {
    name: '2,000 queues of one, where nobody can be admitted',
    async fill(pool, model) {
      const ids = await copyConcert(pool, model, 2_000);
      for (const [n, concertId] of ids.entries()) {
        await fillQueue(pool, { concertId, waiting: 1, active: n % 2 });
      }
      await pool.query(
        `update queue set paused = n % 4 = 0, max_active = case n % 4 when 2 then 0 else 1 end
         from unnest($1::uuid[]) with ordinality as made(id, nth), lateral (select nth - 1 as n) index
         where concert_id = id`,
        [ids],
      );
    },
  },
  {
    name: '2,000 queues of 500: 1,000,000 waiting',
    async fill(pool, model) {
      const ids = await copyConcert(pool, model, 2_000);
      await fillQueues(pool, ids, 500);
      await pool.query('update queue set max_active = 0 where concert_id = any($1)', [ids]);
    },
  },
];

/** Seconds until the server says that it is ready; null if it does not within the limit. */
async function secondsToReady(server: ServerProcess, start: number): Promise<number | null> {
  for (;;) {
    const seconds = (performance.now() - start) / 1_000;
    if (seconds > MOST_SECONDS) return null;
    const ready = await fetch(`${server.url}/readyz`).catch(() => null);
    if (ready?.ok) return (performance.now() - start) / 1_000;
    await sleep(20);
  }
}

/** Seconds from a commit that makes room until somebody is admitted. */
async function secondsToAdmit(pool: Pool, concertId: string): Promise<number> {
  await pool.query('update queue set max_active = admitted + 1 where concert_id = $1', [concertId]);
  const start = performance.now();
  for (;;) {
    const seconds = (performance.now() - start) / 1_000;
    const { rows } = await pool.query<{ full: boolean }>(
      'select admitted >= max_active as full from queue where concert_id = $1',
      [concertId],
    );
    if (rows[0]?.full || seconds > MOST_SECONDS) return seconds;
    await sleep(10);
  }
}

async function measure(
  environment: Environment,
  { pool, probe, checkout }: { pool: Pool; probe: string; checkout: string | undefined },
): Promise<void> {
  const start = performance.now();
  const server = await startServer(environment, checkout);
  const ready = await secondsToReady(server, start);
  const before = { server: server.processorTime(), postgres: await postgresSeconds(environment) };
  const from = performance.now();
  await sleep(IDLE_SECONDS * 1_000);
  const postgres = ((await postgresSeconds(environment)) - before.postgres) * 1_000;
  const share = (milliseconds: number) =>
    `${((100 * milliseconds) / (performance.now() - from)).toFixed(1)} %`;
  const [serverShare, postgresShare] = [
    share(server.processorTime() - before.server),
    share(postgres),
  ];
  const lags: number[] = [];
  for (let n = 0; n < ADMISSIONS; n++) lags.push(await secondsToAdmit(pool, probe));
  console.log(
    `  ${checkout ?? 'this version'}: ready after ${ready?.toFixed(1) ?? `more than ${MOST_SECONDS}`} s; idle, of a core: ` +
      `server ${serverShare}, Postgres ${postgresShare}; admitted elsewhere after ${median(lags).toFixed(2)} s, at most ${Math.max(...lags).toFixed(2)} s`,
  );
  await server.stop();
}

const checkouts = [...process.argv.slice(2), undefined];
for (const { name, fill } of SCENARIOS) {
  await withEnvironment(async (environment) => {
    const { concertId: probe } = await createConcert(environment, 100);
    const { concertId: model } = await createConcert(environment, 100);
    await fillUnchecked(environment.databaseUrl, async (pool) => {
      await fill(pool, model);
      await fillQueue(pool, { concertId: probe, waiting: 1_000 });
      await pool.query('update queue set max_active = 0 where concert_id = $1', [probe]);
    });
    const pool = new Pool({ connectionString: environment.databaseUrl });
    pool.on('error', () => {});
    await pool.query('vacuum analyze');
    console.log(`${name}:`);
    for (const checkout of checkouts) await measure(environment, { pool, probe, checkout });
    await pool.end();
  });
}
