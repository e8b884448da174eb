import { afterAll, beforeAll, expect, test } from 'vitest';
import { PAY_BATCH, type PaymentFacts } from '../../src/payment/batch/payment-batch.sql.ts';
import { type Pass, pauseAfter, whilePaused } from '../../testing/batches/paused-statement.ts';
import { PRICE, payersOf } from '../../testing/batches/payers.ts';
import { createWorld, SETTINGS, type World } from '../../testing/world.ts';

/* A batch waits for no row. Here its statement is paused between its snapshot and its locks, and something changes. */

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(async () => {
  expect(await world.services.admin.audit({})).toMatchObject({ ok: true });
  await world.close();
});

const SNAPSHOT = 'where not item.stored';
const PAUSED = PAY_BATCH.text.replace(SNAPSHOT, `${SNAPSHOT} and ${pauseAfter('item.n')}`);

type Payers = Awaited<ReturnType<typeof payersOf>>;
interface Meanwhile extends Payers {
  operator: Awaited<ReturnType<World['caller']>>;
  pass: Pass;
}

/** The balances after the payments of three buyers, null for what is not paid, if something changes meanwhile. */
async function balancesIf(
  change: (meanwhile: Meanwhile) => Promise<unknown>,
): Promise<(number | null)[]> {
  expect(PAUSED).not.toBe(PAY_BATCH.text);
  const payers = await payersOf(world, 3, PRICE + 10);
  const operator = await world.caller('operator', 'operator');
  const items = payers.buyers.map(({ claims }, n) => ({
    ...{ n, payment_id: world.ctx.newId(), user_id: claims.userId, entry_id: claims.entryId },
    ...{ reservation_id: payers.holds[n], charges: true },
    ...{ charge_entry_id: world.ctx.newId(), ledger_entry_id: world.ctx.newId() },
    ...{ procedure: 'payment.pay', key: null, call: null },
  }));
  const values = [null, SETTINGS.maxCharge, SETTINGS.maxBalance, JSON.stringify(items)];
  const rows = await whilePaused<PaymentFacts>(world, { text: PAUSED, values }, (pass) =>
    change({ ...payers, operator, pass }),
  );
  return rows.map(({ balance_after: balance }) => (balance === null ? null : Number(balance)));
}

const SOON = `clock_timestamp() + interval '1 second'`;
const LEFT = 10;

test('without a change all are paid', async () => {
  expect(await balancesIf(async () => {})).toEqual([LEFT, LEFT, LEFT]);
});

test.each<[string, (number | null)[], (meanwhile: Meanwhile) => Promise<unknown>]>([
  [
    'another server pays for a hold: that item is not paid',
    [null, LEFT, LEFT],
    ({ pay }) => pay(0),
  ],
  [
    'another server charges: the payment takes the new balance',
    [LEFT, LEFT + 5, LEFT],
    ({ buyers }) => world.charge(buyers[1]?.caller as never, 5),
  ],
  [
    'the balance is spent elsewhere: what it lacks is charged by the locked balance',
    [LEFT, LEFT, 0],
    async ({ buyers }) => {
      const { caller } = buyers[2] as Payers['buyers'][number];
      const elsewhere = await world.concertWithSeats();
      const { concertId } = elsewhere;
      const { token } = await world.services.queue.join(caller, { concertId });
      const claims = world.services.queue.verifyToken(token);
      const queueCaller = { caller, claims } as Payers['buyers'][number];
      const input = { performanceId: elsewhere.performanceId, places: [0] };
      const { id } = await world.services.reservation.hold(queueCaller, input);
      await world.services.payment.pay(queueCaller, { reservationId: id });
    },
  ],
  [
    'the user holds other seats: that item is not paid, since the other holds were counted before',
    [LEFT, null, LEFT],
    ({ hold, buyers }) => hold(buyers[1], [9]),
  ],
  [
    'the user releases the hold: that item is not paid',
    [LEFT, LEFT, null],
    ({ buyers, holds }) =>
      world.services.reservation.release(buyers[2]?.caller as never, String(holds[2])),
  ],
  [
    'the user leaves: that item is not paid',
    [null, LEFT, LEFT],
    ({ buyers }) => world.services.queue.leave(buyers[0]?.claims as never),
  ],
  [
    'the user is deleted: that item is not paid',
    [LEFT, null, LEFT],
    ({ operator, buyers }) =>
      world.services.admin.deleteUser(operator, {
        userId: String(buyers[1]?.caller.userId),
        force: true,
      }),
  ],
  [
    'the pass runs out: that item is not paid',
    [LEFT, null, LEFT],
    ({ pass, buyers }) =>
      pass(
        `update queue_entry set expires_at = ${SOON} where id = $1 returning expires_at as until`,
        String(buyers[1]?.claims.entryId),
      ),
  ],
  [
    'the hold runs out: that item is not paid',
    [LEFT, LEFT, null],
    ({ pass, holds }) =>
      pass(
        `with s as (update seat set hold_expires_at = ${SOON} where reservation_id = $1)
         update reservation set held_at = held_at - interval '20 years', hold_expires_at = ${SOON}
         where id = $1 returning hold_expires_at as until`,
        String(holds[2]),
      ),
  ],
  [
    'the performance starts: none is paid',
    [null, null, null],
    ({ pass, performanceId }) =>
      pass(
        `update performance set starts_at = ${SOON} where id = $1 returning starts_at as until`,
        performanceId,
      ),
  ],
  [
    'the performance is cancelled: none is paid',
    [null, null, null],
    ({ operator, performanceId }) =>
      world.services.admin.cancelPerformance(operator, { performanceId, reason: 'weather' }),
  ],
])('while it runs, %s', async (_, balances, change) => {
  expect(await balancesIf(change)).toEqual(balances);
});
