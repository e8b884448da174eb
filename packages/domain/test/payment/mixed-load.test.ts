import { setTimeout as sleep } from 'node:timers/promises';
import { type DatabaseProxy, startDatabaseProxy } from '@frontrow/database/testing/database-proxy';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isDatabaseUnavailable } from '../../src/kernel/database/unavailable.ts';
import type { QueueCaller } from '../../src/queue/token/queue-caller.ts';
import { buyersOf } from '../../testing/batches/buyers.ts';
import { PRICE } from '../../testing/batches/payers.ts';
import { openServer } from '../../testing/other-server.ts';
import { createWorld, type World } from '../../testing/world.ts';

let world: World;
let proxy: DatabaseProxy;
beforeAll(async () => {
  world = await createWorld({}, 20, {
    through: async (url) => {
      proxy = await startDatabaseProxy(url);
      return proxy.url;
    },
  });
});
afterAll(async () => {
  await world.close();
  await proxy.close();
});

const BUYERS = 36;
const ROUNDS = 4;

test('charges, holds, payments, releases and refunds of two servers at once, while connections are cut, leave all accounts right', async () => {
  const { performanceId, buyers } = await buyersOf(world, BUYERS);
  const other = await openServer(world);
  const operator = await world.caller('operator', 'operator');
  let ended = false;
  /** Cuts a connection after some commits, one after the other. */
  const cutting = (async () => {
    for (let cut = 0; cut < 6 && !ended; cut++) {
      proxy.cutAt(cut % 2 === 0 ? /^commit$/i : /-batch$/, cut % 4 < 2 ? 'after' : 'before');
      while (!proxy.hasCut() && !ended) await sleep(2);
    }
  })();
  /** Repeats a call with its key until the database says what became of it. */
  const sure = async <Result>(call: () => Promise<Result>): Promise<Result> => {
    for (;;) {
      try {
        return await call();
      } catch (error) {
        const { code } = error as { code?: string };
        if (!isDatabaseUnavailable(error) && code !== 'IDEMPOTENCY_IN_PROGRESS') throw error;
      }
    }
  };
  const kept: { payments: string[]; expected: number }[] = [];

  async function buy(buyer: QueueCaller, n: number): Promise<void> {
    const { caller, claims } = buyer;
    const servers = [world.services, other.services];
    let expected = 0;
    const payments: string[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const { balance, reservation, payment } = servers[(n + round) % 2] as typeof world.services;
      const key = (what: string) => ({ idempotencyKey: `${what}-${n}-${round}-key` });
      await sure(() => balance.charge(caller, { amount: PRICE, ...key('charge') }));
      expected += PRICE;
      if (round > 0 && round < ROUNDS - 1) continue;
      // The first hold of some buyers is released; the others, and the last ones, are paid.
      const places = round === 0 ? [n] : [(n + 1) % 40];
      const wanted = { performanceId, places, ...key('hold') };
      const held = await sure(() => reservation.hold(buyer, wanted)).catch((error) => {
        if (error.code === 'SEAT_UNAVAILABLE' || error.code === 'QUEUE_TOKEN_EXPIRED') return null;
        throw error;
      });
      if (!held) continue;
      if (n % 3 === 0 && round === 0) {
        await sure(() => reservation.release(caller, held.id));
        continue;
      }
      const input = { reservationId: held.id, ...key('pay') };
      const paid = await sure(() => payment.pay({ caller, claims }, input));
      payments.push(paid.id);
      expected -= PRICE;
      if (n % 4 !== 1) continue;
      const refund = { paymentId: paid.id, reason: 'of the test', ...key('refund') };
      await sure(() => servers[0]?.admin.refund(operator, refund) as Promise<unknown>);
      expected += PRICE;
    }
    kept[n] = { payments, expected };
  }

  await Promise.all(buyers.map(buy));
  ended = true;
  await cutting;
  for (const [n, { caller }] of buyers.entries()) {
    const { amount } = await world.services.balance.get(caller);
    const { items } = await world.services.payment.list(caller, { limit: 10 });
    const ids = items.map(({ id }) => id).sort();
    expect({ n, expected: amount, payments: ids }).toEqual({
      ...{ n, expected: kept[n]?.expected, payments: kept[n]?.payments.sort() },
    });
  }
  expect(await world.services.admin.audit({})).toMatchObject({ ok: true });
  await other.close();
});
