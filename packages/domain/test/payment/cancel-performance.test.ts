import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Caller } from '../../src/kernel/context.ts';
import { silentLogger } from '../../src/kernel/logger.ts';
import { cancelPerformance } from '../../src/payment/cancel-performance.ts';
import { lockRow } from '../../testing/locks.ts';
import { createWorld, refusalOf, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

/** A performance with this many paid seats, and one that is held. */
async function soldPerformance(buyers: number) {
  const fixture = await world.concertWithSeats();
  const { performanceId, concertId, seatIds } = fixture;
  const seat = (n: number) => ({ performanceId, seatIds: seatIds.slice(n, n + 1) });
  const payments: { caller: Caller; reservationId: string; paymentId: string }[] = [];
  for (let n = 0; n < buyers; n++) {
    const queueCaller = await world.queueCaller(`buyer ${n} of ${concertId}`, concertId);
    const { id } = await world.services.reservation.hold(queueCaller, seat(n));
    const pay = { reservationId: id, topUp: true };
    const payment = await world.services.payment.pay(queueCaller, pay);
    payments.push({ caller: queueCaller.caller, reservationId: id, paymentId: payment.id });
  }
  const holder = await world.queueCaller(`holder of ${concertId}`, concertId);
  const held = await world.services.reservation.hold(holder, seat(buyers));
  const errors: object[] = [];
  const log = { ...silentLogger, error: (fields: object) => void errors.push(fields) };
  const operator = await world.caller('operator', 'operator');
  const cancel = (ctx = world.with({}, { log })) =>
    cancelPerformance(ctx, operator, { performanceId, reason: 'storm' });
  const statuses = () =>
    Promise.all(
      payments.map(async ({ caller, paymentId }) => {
        return (await world.services.payment.get(caller, paymentId)).status;
      }),
    );
  return { ...fixture, payments, holder, held, cancel, errors, statuses };
}

/** Runs a statement as the owner with the triggers switched off. */
async function byHand(text: string, values: unknown[]) {
  const client = await world.ownerPool.connect();
  await client.query("set session_replication_role = 'replica'");
  await client.query(text, values);
  await client.query('reset session_replication_role');
  client.release();
}

/** Ways to make the refund of a payment fail, and to mend it. */
const FAULTS: [string, { breaks: string; mends: string }][] = [
  [
    'an account at the highest balance',
    {
      breaks: `update account set balance = ${Number.MAX_SAFE_INTEGER} where user_id = $1 and $2::uuid is not null`,
      mends: 'update account set balance = 0 where user_id = $1 and $2::uuid is not null',
    },
  ],
  [
    'a reservation that is not paid',
    {
      breaks: `update reservation set status = 'RELEASED' where user_id = $1 and id = $2`,
      mends: `update reservation set status = 'PAID' where user_id = $1 and id = $2`,
    },
  ],
];

test.each(FAULTS)(
  '%s keeps no other payment from its refund, and is refunded by the next call',
  async (_, fault) => {
    const { payments, holder, held, cancel, errors, statuses, concertId } =
      await soldPerformance(3);
    const [, broken] = payments;
    const { paymentId, reservationId, caller } = broken ?? expect.fail('nothing was paid');
    await byHand(fault.breaks, [caller.userId, reservationId]);
    expect(await cancel()).toEqual({ refunded: 2, released: 1, failed: [paymentId] });
    expect(await statuses()).toEqual(['REFUNDED', 'PAID', 'REFUNDED']);
    expect(errors).toMatchObject([{ paymentId }]);
    expect(await cancel()).toEqual({ refunded: 0, released: 0, failed: [paymentId] });
    await byHand(fault.mends, [caller.userId, reservationId]);
    expect(await cancel()).toEqual({ refunded: 1, released: 0, failed: [] });
    expect(await cancel()).toEqual({ refunded: 0, released: 0, failed: [] });
    expect(await statuses()).toEqual(['REFUNDED', 'REFUNDED', 'REFUNDED']);
    const reservation = await world.services.reservation.get(holder.caller, held.id);
    expect(reservation).toMatchObject({ status: 'RELEASED' });
    expect(await world.services.admin.audit({ concertId })).toMatchObject({ ok: true });
  },
);

test('a refund of a payment whose reservation is not paid is a fault, and not ALREADY_REFUNDED', async () => {
  const { payments } = await soldPerformance(1);
  const [payment] = payments;
  const { paymentId, reservationId } = payment ?? expect.fail('nothing was paid');
  await byHand(`update reservation set status = 'RELEASED' where id = $1`, [reservationId]);
  const operator = await world.caller('operator', 'operator');
  const refund = world.services.admin.refund(operator, { paymentId });
  await expect(refund).rejects.not.toMatchObject({ code: 'ALREADY_REFUNDED' });
  await byHand(`update reservation set status = 'PAID' where id = $1`, [reservationId]);
});

test('a row that stays locked fails only its own refund and its own release', async () => {
  const { payments, holder, cancel, errors, statuses } = await soldPerformance(2);
  const [locked] = payments;
  const { paymentId, reservationId } = locked ?? expect.fail('nothing was paid');
  const pass = await lockRow(world, 'queue_entry', holder.claims.entryId);
  const reservation = await lockRow(world, 'reservation', reservationId);
  expect(await cancel()).toEqual({ refunded: 1, released: 0, failed: [paymentId] });
  expect(errors).toMatchObject([{ queueEntryId: holder.claims.entryId }, { paymentId }]);
  await pass.release();
  await reservation.release();
  expect(await cancel()).toEqual({ refunded: 1, released: 1, failed: [] });
  expect(await statuses()).toEqual(['REFUNDED', 'REFUNDED']);
}, 60_000);

test('a connection that breaks ends the call, lists nothing as failed, and another call does the rest', async () => {
  const { cancel, statuses, errors, payments } = await soldPerformance(3);
  const [, second] = payments;
  const { reservationId } = second ?? expect.fail('nothing was paid');
  const lock = await lockRow(world, 'reservation', reservationId);
  const cancelling = cancel().catch((error: unknown) => error);
  await lock.waitForWaiters(1);
  await world.ownerPool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and wait_event_type = 'Lock'`,
  );
  expect(await cancelling).toMatchObject({ code: '57P01' });
  expect(errors).toEqual([]);
  expect(await statuses()).toEqual(['REFUNDED', 'PAID', 'PAID']);
  await lock.release();
  expect(await cancel()).toEqual({ refunded: 2, released: 0, failed: [] });
});

test('a cancelled performance of an unknown id is PERFORMANCE_NOT_FOUND', async () => {
  const operator = await world.caller('operator', 'operator');
  const nowhere = { performanceId: world.ctx.newId(), reason: 'storm' };
  const refusal = await refusalOf(world.services.admin.cancelPerformance(operator, nowhere));
  expect(refusal).toMatchObject({ code: 'PERFORMANCE_NOT_FOUND' });
});
