import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { CONCURRENCY, type Environment, withEnvironment } from './environment.ts';
import { type ConcertFixture, createConcert } from './fixtures.ts';
import { inParallel, median } from './measure.ts';
import { postgresSeconds } from './postgres-time.ts';

/**
 * What a journey leaves in the database: a user signs in, charges, joins, claims, holds one seat and pays, with
 * idempotency keys. Prints the bytes of each table, how many updates were HOT (they wrote no index), WAL, and the
 * processor time of Postgres and of this process. With `snapshot` as argument a transaction with an old snapshot, as
 * a backup has, stays open meanwhile: in a second run on the same tables, and in a third one after it has ended.
 * Linux only.
 */
const JOURNEYS = Number(process.env.JOURNEYS ?? 4_000);
const UPDATED = ['seat', 'queue_entry', 'reservation', 'reservation_seat', 'account', 'queue'];

interface Figures {
  walBytes: number;
  postgresSeconds: number;
  ownSeconds: number;
  perSecond: number;
  hot: Map<string, { updates: number; hot: number }>;
}

const rows = <Row>({ ctx }: Environment, name: string, text: string): Promise<Row[]> =>
  ctx.sql.rows<Row>({ name: `bench-${name}`, text }, []);

async function walPosition(environment: Environment): Promise<number> {
  const [at] = await rows<{ at: number }>(
    environment,
    'wal',
    "select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 as at",
  );
  return at?.at ?? 0;
}

/** Backends report what they have counted when they are idle. */
async function updatesOf(environment: Environment): Promise<Figures['hot']> {
  await sleep(1_500);
  await rows(environment, 'flush', 'select pg_stat_force_next_flush()');
  const found = await rows<{ relname: string; updates: number; hot: number }>(
    environment,
    'updates',
    'select relname, n_tup_upd::float8 as updates, n_tup_hot_upd::float8 as hot from pg_stat_user_tables',
  );
  return new Map(found.map(({ relname, ...counts }) => [relname, counts]));
}

async function journeys(environment: Environment, concert: ConcertFixture): Promise<number[]> {
  const { services } = environment;
  const milliseconds: number[] = [];
  await inParallel(JOURNEYS, async (n) => {
    const name = `user ${concert.concertId} ${n}`;
    const { id: userId } = await services.session.devSignIn({ name });
    const caller = { userId, service: false };
    const began = performance.now();
    const key = (call: string) => ({ idempotencyKey: `${call}-${crypto.randomUUID()}` });
    await services.balance.charge(caller, { amount: 2_000, ...key('charge') });
    const { token } = await services.queue.join(caller, { concertId: concert.concertId });
    const claims = services.queue.verifyToken(token);
    const seatId = concert.seatIds[n];
    if (!claims || !seatId) throw new Error('no token or no seat');
    await services.queue.claim(claims);
    const user = { caller, claims };
    const { performanceId } = concert;
    const held = { performanceId, seatIds: [seatId], ...key('hold') };
    const { id: reservationId } = await services.reservation.hold(user, held);
    await services.payment.pay(user, { reservationId, ...key('pay') });
    milliseconds.push(performance.now() - began);
  });
  return milliseconds;
}

async function measure(environment: Environment): Promise<Figures> {
  // Seats of a row are sold at random, as buyers choose them.
  const concert = await createConcert(environment, JOURNEYS);
  concert.seatIds.sort(() => Math.random() - 0.5);
  await rows(environment, 'checkpoint', 'checkpoint');
  const before = await updatesOf(environment);
  const wal = await walPosition(environment);
  const cpu = await postgresSeconds(environment);
  const own = process.cpuUsage();
  const began = performance.now();
  const milliseconds = await journeys(environment, concert);
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(own);
  const figures = {
    walBytes: (await walPosition(environment)) - wal,
    postgresSeconds: (await postgresSeconds(environment)) - cpu,
    ownSeconds: (user + system) / 1e6,
    perSecond: JOURNEYS / seconds,
  };
  const after = await updatesOf(environment);
  const hot = new Map(
    UPDATED.map((table) => {
      const [from, to] = [before.get(table), after.get(table)];
      const updates = (to?.updates ?? 0) - (from?.updates ?? 0);
      return [table, { updates, hot: (to?.hot ?? 0) - (from?.hot ?? 0) }];
    }),
  );
  print({ ...figures, hot }, median(milliseconds));
  return { ...figures, hot };
}

function print({ hot, ...figures }: Figures, milliseconds: number): void {
  const each = (value: number, unit: number) => ((value / JOURNEYS) * unit).toFixed(0);
  console.log(
    `  ${figures.perSecond.toFixed(0)} a second, ${milliseconds.toFixed(1)} ms with ${CONCURRENCY} at once; a journey: ` +
      `${each(figures.walBytes, 1)} B of WAL, Postgres ${each(figures.postgresSeconds, 1e6)} µs, this process ${each(figures.ownSeconds, 1e6)} µs`,
  );
  for (const [table, { updates, hot: inPage }] of hot) {
    const share = updates === 0 ? '-' : `${((100 * inPage) / updates).toFixed(0)} % HOT`;
    console.log(`    ${table.padEnd(18)} ${(updates / JOURNEYS).toFixed(2)} updates, ${share}`);
  }
}

async function printSizes(environment: Environment): Promise<void> {
  const sizes = await rows<{ name: string; table: number; indexes: number }>(
    environment,
    'sizes',
    `select relname as name, pg_table_size(relid)::float8 as table, pg_indexes_size(relid)::float8 as indexes
     from pg_stat_user_tables where pg_total_relation_size(relid) > 65536
     order by pg_total_relation_size(relid) desc`,
  );
  console.log('  bytes a journey: table + indexes');
  for (const { name, table, indexes } of sizes) {
    const each = (bytes: number) => (bytes / JOURNEYS).toFixed(0).padStart(6);
    console.log(`    ${name.padEnd(18)} ${each(table)} + ${each(indexes)}`);
  }
}

await withEnvironment(async (environment) => {
  console.log(`${JOURNEYS} journeys, one seat each:`);
  await measure(environment);
  await printSizes(environment);
  console.log('the same with new seats in full pages:');
  await rows(environment, 'full-pages', 'alter table seat set (fillfactor = 100)');
  await measure(environment);
  await rows(environment, 'pages', 'alter table seat set (fillfactor = 85)');
  if (!process.argv.includes('snapshot')) return;
  const backup = new Client({ connectionString: environment.databaseUrl });
  await backup.connect();
  await backup.query('begin transaction isolation level repeatable read; select 1');
  console.log('the same beside a snapshot that is held:');
  await measure(environment);
  await backup.query('commit');
  await backup.end();
  console.log('after it has ended:');
  await measure(environment);
});
