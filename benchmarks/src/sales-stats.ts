import { insertPastSales } from '@frontrow/domain/testing/past-sales';
import { Pool } from 'pg';
import { type Environment, withEnvironment } from './environment.ts';
import { createConcert } from './fixtures.ts';
import { median } from './measure.ts';

/**
 * Measures `admin.salesStats` of a small and a large sale, in turn, so that a change of the machine's speed affects
 * both alike: 10,000 and 1,000,000 payments with their ledger entries, in houses of 1,000 and 60,000 places of which
 * half are sold. The sales are spread over the last day or, in the second part, over the last hour.
 */
const SIZES = [
  { payments: 10_000, places: 1_000 },
  { payments: 1_000_000, places: 60_000 },
];
const HOUR = 3_600;
const SPREADS = [
  { name: 'a day', seconds: 24 * HOUR, minutes: 1_440 },
  { name: 'an hour', seconds: HOUR, minutes: 60 },
];
const ROUNDS = 200;
/** Payments that one statement inserts. */
const CHUNK = 50_000;

interface Sale {
  concertId: string;
  payments: number;
  /** Milliseconds of each call but the first. */
  costs: number[];
}

/** $1 performance, $2 concert, $3 user. Half of the places are sold. */
const SELL_HALF = `
  with r as (
    insert into reservation (id, user_id, concert_id, performance_id, queue_entry_id, status, amount, seat_count,
      held_at, hold_expires_at, ended_at)
    values (gen_random_uuid(), $3, $2, $1, gen_random_uuid(), 'PAID', 0, 1, 'epoch', 'epoch'::timestamptz + interval '1 s',
      'epoch')
    returning id
  ), named as (
    insert into reservation_seat (reservation_id, seat_id, label, price, paid)
    select r.id, s.id, s.label, 1000, true from seat s, r where s.performance_id = $1 and s.place % 2 = 0
  )
  update seat s set reservation_id = r.id, holder_id = $3, sold = true
  from r where s.performance_id = $1 and s.place % 2 = 0`;

async function createSale(
  { environment, pool }: { environment: Environment; pool: Pool },
  { payments, places }: (typeof SIZES)[number],
  seconds: number,
): Promise<Sale> {
  const { concertId, performanceId } = await createConcert(environment, places);
  const { id: userId } = await environment.services.session.devSignIn({ name: 'buyer' });
  await pool.query(SELL_HALF, [performanceId, concertId, userId]);
  const chunks = Math.ceil(payments / CHUNK);
  const count = payments / chunks;
  const end = Date.now();
  for (let chunk = 0; chunk < chunks; chunk++) {
    const before = new Date(end - (seconds * 1_000 * (chunks - 1 - chunk)) / chunks);
    const sales = { concertId, performanceId, userId, count, before };
    await insertPastSales(pool, {
      ...sales,
      seconds: seconds / chunks,
      firstNumber: chunk * count + 1,
    });
  }
  return { concertId, payments, costs: [] };
}

async function measure(
  { services }: Environment,
  { concertId }: Sale,
  minutes: number,
): Promise<number> {
  const start = performance.now();
  await services.admin.salesStats({ concertId, minutes });
  return performance.now() - start;
}

await withEnvironment(async (environment) => {
  // Foreign keys are not checked here, so that the rows are made in a minute.
  const options = '-c session_replication_role=replica';
  const pool = new Pool({ connectionString: environment.databaseUrl, options });
  // Postgres is stopped before the process ends if a round fails; the reason is the other error.
  pool.on('error', () => {});
  for (const { name, seconds, minutes } of SPREADS) {
    const sales: Sale[] = [];
    for (const size of SIZES) sales.push(await createSale({ environment, pool }, size, seconds));
    await pool.query('vacuum analyze');
    for (const sale of sales) {
      const first = await measure(environment, sale, minutes);
      console.log(
        `${sale.payments} payments in ${name}: ${first.toFixed(0)} ms for the first call`,
      );
    }
    for (let round = 0; round < ROUNDS; round++) {
      const order = round % 2 === 0 ? sales : [...sales].reverse();
      for (const sale of order) sale.costs.push(await measure(environment, sale, minutes));
    }
    const [smallest] = sales;
    for (const { payments, costs } of sales) {
      const ratio = median(
        costs.map((cost, round) => cost / (smallest?.costs[round] ?? Number.NaN)),
      );
      console.log(
        `${payments} payments in ${name}: ${median(costs).toFixed(2)} ms a call, ${ratio.toFixed(2)} times the smallest`,
      );
    }
  }
  await pool.end();
});
