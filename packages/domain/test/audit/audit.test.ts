import { lockTable } from '@frontrow/embedded/testing/postgres/query';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { audit } from '../../src/audit/audit.ts';
import { audited } from '../../testing/audit/audited.ts';
import { createWorld, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld();
});
afterAll(() => world.close());

const { busyConcert, failedChecks, afterBreaking } = audited(() => world);

const ONE_OWNER = 'a seat has at most one live owner';
const BALANCE = 'a balance is the sum of its ledger entries and not negative';
const PAYMENT = 'a paid reservation has one payment and one debit, a refunded one also one credit';
const LINES =
  'a reservation has its seats at the prices of its amount, and its payment their tickets';
const CANCELLED = 'no payment of a performance is left an hour after its cancellation';
const LIMITS = 'no admission passes the most active or the most a minute';
const RECORD = 'the record of admissions is complete and has the limits that were in force';
const ORDER = 'first come, first served';

test('a correct sale passes every check, for one concert and for all', async () => {
  const { concertId } = await busyConcert('sound');
  expect(await failedChecks(concertId)).toEqual([]);
  const { ok, checks } = await world.services.admin.audit({});
  expect(ok).toBe(true);
  const names = checks.map(({ name }) => name);
  expect(names.slice(0, 8)).toEqual([
    ...[ONE_OWNER, BALANCE, PAYMENT, LINES, CANCELLED, LIMITS, RECORD, ORDER],
  ]);
});

test('invariant 1: finds a seat with two live owners and a seat without its owner', async () => {
  const { concertId, held, paid } = await busyConcert('one');
  const secondOwner =
    'update reservation_seat set seat_id = $1 where reservation_id = $2 and seat_id = $3';
  const [sold] = paid.held.seats;
  const [other] = held.seats;
  await afterBreaking([[secondOwner, [sold?.id, held.id, other?.id]]], async () => {
    const { checks } = await world.services.admin.audit({ concertId });
    expect(checks[0]).toMatchObject({ name: ONE_OWNER, ok: false });
    expect(checks[0]?.violations).toContainEqual({
      problem: 'two live owners',
      seatId: sold?.id,
      reservationIds: expect.arrayContaining([held.id, paid.held.id]),
    });
  });
  const second = await busyConcert('one again');
  const freed = `update seat set sold = false, reservation_id = null, holder_id = null where id = $1`;
  await afterBreaking([[freed, [second.paid.held.seats[0]?.id]]], async () => {
    expect(await failedChecks(second.concertId)).toEqual([ONE_OWNER]);
  });
});

test('invariant 2: finds a balance that differs from the ledger and a changed ledger entry', async () => {
  const first = await busyConcert('two');
  const { userId } = first.paid.queueCaller.caller;
  const raised = 'update account set balance = balance + 1 where user_id = $1';
  await afterBreaking([[raised, [userId]]], async () => {
    expect(await failedChecks(first.concertId)).toEqual([BALANCE]);
  });
  const second = await busyConcert('two again');
  const forged = `update ledger_entry set balance_after = 7 where user_id = $1 and type = 'CHARGE'`;
  await afterBreaking([[forged, [second.paid.queueCaller.caller.userId]]], async () => {
    expect(await failedChecks(second.concertId)).toEqual([BALANCE]);
  });
});

test('invariant 3: finds a payment without debit, a refund without credit, a wrong amount and a wrong status', async () => {
  const cases = [
    `delete from ledger_entry where payment_id = $1 and type = 'PAYMENT'`,
    `delete from ledger_entry where payment_id = $2 and type = 'REFUND'`,
    `update payment set amount = amount + 1 where id = $1`,
    `update payment set status = 'REFUNDED', refunded_at = now() where id = $1`,
  ];
  for (const [n, text] of cases.entries()) {
    const { concertId, paid, refunded } = await busyConcert(`three ${n}`);
    const values = text.includes('$2') ? [refunded.payment.id] : [paid.payment.id];
    await afterBreaking([[text.replace('$2', '$1'), values]], async () => {
      expect(await failedChecks(concertId)).toContain(PAYMENT);
    });
  }
});

test('invariant 4: finds too many active passes, too many admissions a minute and an unrecorded admission', async () => {
  const cases = [
    'update admission set max_active = 1 where concert_id = $1',
    'update admission set admit_per_minute = 2 where concert_id = $1',
    'delete from admission where id = (select max(id) from admission where concert_id = $1)',
  ];
  for (const [n, text] of cases.entries()) {
    const { concertId } = await busyConcert(`four ${n}`);
    await afterBreaking([[text, [concertId]]], async () => {
      expect(await failedChecks(concertId)).toEqual([LIMITS, RECORD]);
    });
  }
});

test('invariant 6: finds an admission before an earlier number and an entry that was skipped', async () => {
  const first = await busyConcert('six');
  const late = `update admission set admitted_at = admitted_at + interval '1 second'
    where concert_id = $1 and number = 1`;
  await afterBreaking([[late, [first.concertId]]], async () => {
    expect(await failedChecks(first.concertId)).toContain(ORDER);
  });
  const second = await busyConcert('six again');
  const skipped = `update queue_entry set number = 0
    where concert_id = $1 and status = 'WAITING'
      and number = (select max(number) from queue_entry where concert_id = $1)`;
  await afterBreaking([[skipped, [second.concertId]]], async () => {
    expect(await failedChecks(second.concertId)).toEqual([ORDER]);
  });
});

test('the audit finds no violation while a sale goes on, because it reads one snapshot', async () => {
  const { concertId, performanceId, seatIds } = await world.concertWithSeats({ holdLimit: 10 });
  const queueCallers = await Promise.all(
    seatIds.map(async (_, n) => world.queueCaller(`buys meanwhile ${n}`, concertId)),
  );
  const sale = queueCallers.map(async (queueCaller, n) => {
    const wanted = { performanceId, seatIds: seatIds.slice(n, n + 1) };
    const { id } = await world.services.reservation.hold(queueCaller, wanted);
    await world.services.payment.pay(queueCaller, { reservationId: id, topUp: true });
  });
  const audits = Array.from({ length: 10 }, () => world.services.admin.audit({ concertId }));
  for (const audit of await Promise.all(audits)) expect(audit).toMatchObject({ ok: true });
  await Promise.all(sale);
  expect(await failedChecks(concertId)).toEqual([]);
});

test('an aborted audit is cancelled in the database too', async () => {
  const lock = await lockTable(world.ownerUrl, 'ledger_entry');
  const abort = new AbortController();
  const audited = audit(world.ctx, { signal: abort.signal }).catch((error: unknown) => error);
  await lock.awaited();
  abort.abort('aborted');
  expect(await audited).toBe('aborted');
  const { rows } = await world.pool.query(
    "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
  );
  expect(rows).toEqual([]);
  await lock.release();
  expect(await audit(world.ctx, {})).toMatchObject({ checks: expect.any(Array) });
});
