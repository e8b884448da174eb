import {
  type DatabaseProxy,
  type ProxyOptions,
  startDatabaseProxy,
} from '@frontrow/database/testing/database-proxy';
import { afterEach, describe, expect, test } from 'vitest';
import { inUnitOfWork } from '../../src/kernel/database/unit-of-work.ts';
import { createWorld, type World } from '../../testing/world.ts';

let world: World;
let proxy: DatabaseProxy;
afterEach(async () => {
  await world.close();
  await proxy.close();
});

async function open(options: ProxyOptions = {}) {
  world = await createWorld({}, 1, {
    through: async (url) => {
      // What is sent in one go comes in one go.
      proxy = await startDatabaseProxy(url, { delayMilliseconds: 15, ...options });
      return proxy.url;
    },
  });
}

/** The round trips of a call, on a connection that is open. */
async function roundTripsOf(call: () => Promise<unknown>): Promise<number> {
  await world.ctx.sql.rows({ name: 'one', text: 'select 1' }, []);
  proxy.takeRoundTrips();
  await call();
  return proxy.takeRoundTrips();
}

/** The round trips of each call that changes money or seats. */
async function purchase() {
  const { charge, pay, hold } = {
    charge: world.services.balance.charge,
    pay: world.services.payment.pay,
    hold: world.services.reservation.hold,
  };
  const { concertId, performanceId, seatIds } = await world.concertWithSeats();
  const [a, b] = [await world.queueCaller('a', concertId), await world.queueCaller('b', concertId)];
  const found: Record<string, number> = {};
  for (const [queueCaller, suffix, key] of [
    [a, '', {}],
    [b, ' with a key', { idempotencyKey: 'a-key-of-the-test' }],
  ] as const) {
    const { caller } = queueCaller;
    found[`charge${suffix}`] = await roundTripsOf(() =>
      charge(caller, { amount: 200_000, ...key }),
    );
    const seats = seatIds.splice(0, 1);
    let reservationId = '';
    found[`hold${suffix}`] = await roundTripsOf(async () => {
      const input = { performanceId, seatIds: seats, ...key };
      reservationId = (await hold(queueCaller, input)).id;
    });
    found[`pay${suffix}`] = await roundTripsOf(() => pay(queueCaller, { reservationId, ...key }));
  }
  return found;
}

/** One statement; with a key begin with the lock, the statement, the stored answer with commit. */
const ROUND_TRIPS = {
  charge: 1,
  hold: 1,
  pay: 1,
  'charge with a key': 3,
  'hold with a key': 3,
  'pay with a key': 3,
};

describe('the limits of statements cost no round trip', () => {
  test('of a call without a pooler', async () => {
    await open();
    expect(await purchase()).toEqual(ROUND_TRIPS);
  });

  test('of a call through a transaction pooler', async () => {
    await open({ asPooler: true });
    expect(await purchase()).toEqual(ROUND_TRIPS);
  });

  test('of a unit of work of the ORM', async () => {
    await open();
    expect(await roundTripsOf(() => inUnitOfWork(world.ctx, async () => {}))).toBe(2);
  });
});

const LIMITS = {
  name: 'limits',
  text: `select current_setting('lock_timeout') as lock, current_setting('statement_timeout') as statement,
    current_setting('idle_in_transaction_session_timeout') as idle,
    current_setting('transaction_timeout', true) as transaction`,
};
const OF_REQUESTS = { lock: '10s', statement: '18s', idle: '1500ms', transaction: '19s' };

describe('each statement has limits', () => {
  test('which the session keeps where nothing pools it', async () => {
    await open();
    proxy.takeMessages();
    expect(await world.ctx.sql.rows(LIMITS, [])).toEqual([OF_REQUESTS]);
    expect(await world.ctx.sql.rows(LIMITS, [])).toEqual([OF_REQUESTS]);
    // The second is one message: no begin and no setting.
    expect(proxy.takeMessages().slice(-2)).toEqual(['limits', 'limits']);
  });

  test('which end with the transaction where a pooler stands between', async () => {
    await open({ asPooler: true });
    expect(await world.ctx.sql.rows(LIMITS, [])).toEqual([OF_REQUESTS]);
    const { rows } = await world.pool.query(LIMITS.text);
    expect(rows).toEqual([{ lock: '0', statement: '0', idle: '0', transaction: '0' }]);
  });

  test.each([false, true])(
    'and longer ones where they are asked for; with a pooler: %s',
    async (asPooler) => {
      await open({ asPooler });
      expect(await world.ctx.sql.rows({ ...LIMITS, seconds: 100 }, [])).toEqual([
        { ...OF_REQUESTS, statement: '100s', transaction: '101s' },
      ]);
      expect(await world.ctx.sql.rows(LIMITS, [])).toEqual([OF_REQUESTS]);
      const inUnit = await inUnitOfWork(world.ctx, (tx) => tx.sql.rows(LIMITS, []));
      expect(inUnit).toEqual([{ ...OF_REQUESTS, idle: '900ms', transaction: '2min' }]);
    },
  );
});
