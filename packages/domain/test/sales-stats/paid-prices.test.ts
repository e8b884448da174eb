import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PaidPrices } from '../../src/sales-stats/paid-prices.ts';
import { houseOf } from '../../testing/house.ts';
import { createWorld, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

/** All places are in the first section. */
const priced = (id: string) => ({ id, sectionOf: [0, 0, 0, 0, 0] });

/** Begins a transaction that pays a hold of a place for a price, and does not commit it. */
async function beginSale(performanceId: string, place: number, price: number) {
  const { userId } = await world.caller('buyer');
  const client = await world.pool.connect();
  await client.query('begin');
  const reservation = randomUUID();
  await client.query(
    `with r as (
       insert into reservation (id, user_id, concert_id, performance_id, queue_entry_id, status, amount, seat_count,
         held_at, hold_expires_at, ended_at)
       select $1, $2, concert_id, id, gen_random_uuid(), 'PAID', $5, 1, now(), now() + interval '1 minute', now()
       from performance where id = $3
     ), named as (
       insert into reservation_seat (reservation_id, seat_id, label, price, paid)
       select $1, id, label, $5, true from seat where performance_id = $3 and place = $4
     ), noted as (
       insert into seat_change (performance_id, places) values ($3, array[$4::int])
     )
     update seat set reservation_id = $1, holder_id = $2, sold = true where performance_id = $3 and place = $4`,
    [reservation, userId, performanceId, place, price],
  );
  return async (end: 'commit' | 'rollback') => {
    await client.query(end);
    client.release();
  };
}

test('no sale is missed, in whatever order the transactions begin and commit', async () => {
  const { performanceId } = await houseOf(world, ['.....']);
  const paidPrices = new PaidPrices();
  const read = async () => {
    const [sums] = await paidPrices.read(world.ctx, [priced(performanceId)]);
    return sums?.[0] ?? 0;
  };
  const first = await beginSale(performanceId, 0, 100);
  expect(await read()).toBe(0);
  const second = await beginSale(performanceId, 1, 200);
  const third = await beginSale(performanceId, 2, 300);
  await second('commit');
  expect(await read()).toBe(200);
  await third('rollback');
  expect(await read()).toBe(200);
  await first('commit');
  expect(await read()).toBe(300);
  expect(await new PaidPrices().read(world.ctx, [priced(performanceId)])).toEqual(
    await paidPrices.read(world.ctx, [priced(performanceId)]),
  );
});

test('a seat that is locked delays nobody who reads', async () => {
  const { performanceId } = await houseOf(world, ['...']);
  const end = await beginSale(performanceId, 0, 100);
  const paidPrices = new PaidPrices();
  expect(await paidPrices.read(world.ctx, [priced(performanceId)])).toEqual([[]]);
  expect(await paidPrices.read(world.ctx, [priced(performanceId)])).toEqual([[]]);
  await end('commit');
  expect(await paidPrices.read(world.ctx, [priced(performanceId)])).toEqual([[100]]);
});
