import { lockRow } from '@frontrow/domain/testing/locks';
import { createWorld, type World } from '@frontrow/domain/testing/world';
import { afterEach, describe, expect, test } from 'vitest';
import { type Api, refusalOf, startApi } from '../../testing/http/api.ts';

const POOL_SIZE = 20;
/** As in production the server's limits end first; all are shorter, so that the test takes seconds. */
const CONNECTIONS = {
  limits: { lock: 300, statement: 600, idle: 1_500, transaction: 1_600 },
  querySeconds: 5,
};
const NOT_DONE = {
  errorCode: 'SERVICE_UNAVAILABLE',
  details: { retryAfterSeconds: 1, outcome: 'NOT_DONE' },
};

let world: World;
let api: Api;
afterEach(() => api.close());

async function open() {
  world = await createWorld({}, POOL_SIZE, CONNECTIONS);
  api = await startApi({}, world);
}

/** The connections of the server, and how many of them wait for a lock. */
async function backends(): Promise<{ all: number; waiting: number }> {
  const { rows } = await world.ownerPool.query(
    `select count(*)::int as all, count(*) filter (where wait_event_type = 'Lock')::int as waiting
     from pg_stat_activity where datname = current_database() and application_name = 'frontrow-test'`,
  );
  return rows[0];
}

describe('a call that was refused with NOT_DONE is never carried out later:', () => {
  test('75 charges while another client has locked the account', async () => {
    await open();
    const visitor = await api.visitor('charged');
    await visitor.client.balance.charge.mutate({ amount: 1_000 });
    const lock = await lockRow(world, 'account', visitor.user.id);
    const calls = Array.from({ length: 75 }, () =>
      visitor.client.balance.charge.mutate({ amount: 1_000 }),
    );
    const refusals = await Promise.all(calls.map((call) => refusalOf(call)));
    for (const refusal of refusals) expect(refusal).toMatchObject(NOT_DONE);
    const { all, waiting } = await backends();
    expect(waiting).toBe(0);
    expect(all).toBeLessThanOrEqual(POOL_SIZE);
    await lock.release();
    expect(await visitor.client.balance.get.query()).toMatchObject({ amount: 1_000 });
    // What answers a success is carried out: the connections are good.
    await visitor.client.balance.charge.mutate({ amount: 1_000 });
    expect(await visitor.client.balance.get.query()).toMatchObject({ amount: 2_000 });
    expect((await visitor.client.balance.history.query({ limit: 100 })).items).toHaveLength(2);
  });

  test('holds and payments, without a key and with one', async () => {
    await open();
    const { concertId, performanceId, seatIds } = await world.concertWithSeats();
    const visitor = await api.visitor('buyer');
    await visitor.enter(concertId);
    await visitor.client.balance.charge.mutate({ amount: 500_000 });
    const { reservation, payment } = visitor.client;
    const keyed = { idempotencyKey: 'a-key-of-the-test' };

    const seat = await lockRow(world, 'seat', seatIds[0] ?? '');
    const wanted = { performanceId, seatIds: seatIds.slice(0, 1) };
    for (const input of [wanted, { ...wanted, ...keyed }]) {
      expect(await refusalOf(reservation.hold.mutate(input))).toMatchObject(NOT_DONE);
    }
    await seat.release();
    expect((await reservation.list.query()).items).toEqual([]);

    const { id: reservationId } = await reservation.hold.mutate({ ...wanted, ...keyed });
    const account = await lockRow(world, 'account', visitor.user.id);
    for (const input of [{ reservationId }, { reservationId, ...keyed }]) {
      expect(await refusalOf(payment.pay.mutate(input))).toMatchObject(NOT_DONE);
    }
    await account.release();
    expect((await payment.list.query()).items).toEqual([]);
    await payment.pay.mutate({ reservationId, ...keyed });
    expect(await visitor.client.balance.get.query()).toMatchObject({ amount: 450_000 });
  });
});
