import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { refusalOf } from '../../testing/http/api.ts';
import { type Live, startLive } from '../../testing/http/live.ts';

/** Those that calls of a sale read and write. */
const HOT = [
  ...['app_user', 'concert', 'chart', 'performance', 'section', 'seat', 'seat_change'],
  ...['queue', 'queue_entry', 'queue_change', 'admission', 'reservation', 'reservation_seat'],
  ...['payment', 'ticket', 'account', 'ledger_entry', 'stored_answer'],
];

let live: Live;
let owner: pg.Client;
let operator: ReturnType<Live['client']>;
let concertId: string;
let performanceId: string;
beforeAll(async () => {
  live = await startLive();
  owner = new pg.Client({ connectionString: live.ownerUrl });
  await owner.connect();
  operator = live.client(await live.signIn('operator', 'operator'));
  const concert = { title: 'T', artist: 'A', venue: 'V', queue: { maxActive: 10_000 } };
  ({ id: concertId } = await operator.admin.createConcert.mutate(concert));
  ({ performanceId } = await operator.admin.createPerformance.mutate({
    ...{ concertId, startsAt: new Date('2099-01-01T00:00:00Z') },
    sections: [{ name: 'S', rows: 100, seatsPerRow: 100, price: 1_000 }],
  }));
});
afterAll(async () => {
  await owner.end();
  await live.close();
});

let buyers = 0;

/** The calls of one buyer. */
async function buy(): Promise<void> {
  const place = buyers++;
  const bearer = await live.signIn(`buyer ${place}`);
  const { token } = await live.client(bearer).queue.join.mutate({ concertId });
  const buyer = live.client({ ...bearer, 'x-queue-token': token });
  await buyer.queue.status.query();
  await buyer.concert.dates.query({ concertId });
  await buyer.concert.availability.query({ performanceId });
  const key = place % 2 ? { idempotencyKey: `buyer ${place} holds` } : {};
  const hold = { performanceId, places: [place], ...key };
  const { id: reservationId } = await buyer.reservation.hold.mutate(hold);
  await buyer.reservation.get.query({ reservationId });
  const payment = await buyer.payment.pay.mutate({ reservationId, topUp: true, ...key });
  await buyer.payment.tickets.query({ paymentId: payment.id });
  await buyer.balance.history.query({});
  await operator.admin.refund.mutate({ paymentId: payment.id });
}

/** Buys one after the other until it is told to stop. Returns the refusals. */
async function load(stop: AbortSignal): Promise<object[]> {
  const refusals: object[] = [];
  while (!stop.aborted) {
    await buy().catch(async (error: unknown) => {
      refusals.push(await refusalOf(Promise.reject(error)));
    });
  }
  return refusals;
}

const WIDER: Record<string, string> = {
  smallint: 'integer',
  integer: 'bigint',
  'character varying': 'text',
};

/** The columns that can be widened; not those that a trigger depends on, which Postgres does not let be changed. */
async function widenings(table: string): Promise<string[]> {
  const { rows } = await owner.query<{ name: string; type: string }>(
    `select column_name as name, data_type as type from information_schema.columns
     where table_schema = 'public' and table_name = $1 and data_type = any($2) and is_generated = 'NEVER'
       and not exists (select from pg_depend where classid = 'pg_trigger'::regclass
         and refobjid = $1::regclass and refobjsubid = ordinal_position)`,
    [table, Object.keys(WIDER)],
  );
  return rows.map(({ name, type }) => `alter table ${table} alter ${name} type ${WIDER[type]}`);
}

test.each(HOT)('%s is changed while servers run, and no call answers 500', async (table) => {
  await buy();
  const stop = new AbortController();
  const loads = Promise.all([load(stop.signal), load(stop.signal)]);
  await owner.query(`alter table ${table} add added int default 7`);
  const before = buyers;
  for (const text of await widenings(table)) await owner.query(text);
  await owner.query(`alter table ${table} alter added type bigint`);
  await owner.query(`reindex table concurrently ${table}`);
  await expect.poll(() => buyers).toBeGreaterThan(before + 2);
  await owner.query(`alter table ${table} drop added`);
  const dropped = buyers;
  await expect.poll(() => buyers).toBeGreaterThan(dropped + 2);
  stop.abort();
  const refusals = (await loads).flat();
  expect(live.faults).toEqual([]);
  for (const refusal of refusals) {
    expect(refusal).toMatchObject({
      errorCode: 'SERVICE_UNAVAILABLE',
      details: { outcome: 'NOT_DONE' },
    });
  }
  // After it, everything goes on as before.
  await buy();
});
