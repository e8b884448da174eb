import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { DomainSettings } from '../../src/kernel/context.ts';
import { bindServices } from '../../src/services.ts';
import { buyer } from '../../testing/bank-buyers.ts';
import { type BankWorld, createBankWorld } from '../../testing/bank-world.ts';
import { refusalOf } from '../../testing/world.ts';

let made: BankWorld;
beforeAll(async () => {
  made = await createBankWorld();
});
afterEach(() => {
  made.bank.paysAtOnce = false;
  made.bank.refuses.clear();
});
afterAll(async () => {
  await made.recoverAll();
  expect(await made.services.admin.audit({})).toMatchObject({ ok: true });
  await made.world.close();
});

const servicesWith = (settings: Partial<DomainSettings>) =>
  bindServices({ ...made.ctx, settings: { ...made.ctx.settings, ...settings } });

const topUpsOf = async ({ userId }: { userId: string }) =>
  (await made.services.admin.listTopUps({ userId, limit: 100 })).items;

describe('a payment that charges what the balance lacks', () => {
  test('by a bank that needs no customer pays at once', async () => {
    made.bank.paysAtOnce = true;
    const { pay, caller, held } = await buyer(made, 'at once');
    await made.world.services.balance.get(caller);
    expect(await pay()).toMatchObject({ status: 'PAID', balanceAfter: 0 });
    expect(await topUpsOf(caller)).toMatchObject([
      { amount: 50_000, status: 'CREDITED', reservationId: held.id },
    ]);
  });

  test('in parallel begins one top-up and pays once', async () => {
    const { pay, caller, toBank } = await buyer(made, 'in parallel');
    const begun = await Promise.all(Array.from({ length: 10 }, () => refusalOf(pay())));
    const codes = new Set(begun.map(({ code }) => code));
    codes.delete('IDEMPOTENCY_IN_PROGRESS');
    expect([...codes]).toEqual(['TOPUP_ACTION_REQUIRED']);
    const topUpId = await toBank();
    expect(await topUpsOf(caller)).toHaveLength(1);
    made.bank.pay(topUpId);
    // The bank is asked once in 2 seconds.
    made.world.advanceClock(2);
    const paid = await Promise.allSettled(Array.from({ length: 10 }, () => pay()));
    expect(paid.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await made.ledger({ caller })).toEqual([
      ['CHARGE', 50_000],
      ['PAYMENT', -50_000],
    ]);
  });

  test('charges the least that the bank takes', async () => {
    const { pay, caller } = await buyer(made, 'lacks little');
    await credit(caller, 49_900);
    const services = servicesWith({ minCharge: 500 });
    expect(await refusalOf(pay({}, services))).toMatchObject({ code: 'TOPUP_ACTION_REQUIRED' });
    const [topUp] = await topUpsOf(caller);
    expect(topUp?.amount).toBe(500);
    made.bank.pay(String(topUp?.id));
    expect(await pay({}, services)).toMatchObject({ balanceAfter: 400 });
  });

  test('judges the largest charge by what is really charged, not by the price', async () => {
    const { pay, caller } = await buyer(made, 'lacks much');
    const services = servicesWith({ maxCharge: 30_000 });
    expect(await refusalOf(pay({}, services))).toMatchObject({ code: 'INVALID_AMOUNT' });
    expect(await topUpsOf(caller)).toEqual([]);
    await credit(caller, 20_000);
    expect(await refusalOf(pay({}, services))).toMatchObject({ code: 'TOPUP_ACTION_REQUIRED' });
  });

  test('counts open top-ups toward the highest balance', async () => {
    const { pay, caller } = await buyer(made, 'much is open');
    const services = servicesWith({ maxBalance: 60_000 });
    await services.balance.startTopUp(caller, { amount: 11_000 });
    expect(await refusalOf(pay({}, services))).toMatchObject({ code: 'INVALID_AMOUNT' });
  });

  test('that is declined can be paid by another top-up', async () => {
    const { pay, caller, toBank } = await buyer(made, 'other card');
    made.bank.refuses.set('begin', 'declined');
    expect(await refusalOf(pay())).toMatchObject({ code: 'TOPUP_DECLINED' });
    made.bank.refuses.clear();
    made.bank.pay(await toBank());
    expect(await pay()).toMatchObject({ status: 'PAID' });
    expect((await topUpsOf(caller)).map(({ status }) => status)).toEqual(['CREDITED', 'DECLINED']);
  });

  test('goes on after an answer that was lost, without a second charge', async () => {
    made.bank.paysAtOnce = true;
    const { pay, caller } = await buyer(made, 'lost answer');
    made.bank.failAfter.set('begin', 1);
    expect(await refusalOf(pay())).toMatchObject({
      code: 'SERVICE_UNAVAILABLE',
      details: { outcome: 'UNKNOWN' },
    });
    expect(await pay()).toMatchObject({ status: 'PAID', balanceAfter: 0 });
    expect(await topUpsOf(caller)).toHaveLength(1);
  });
});

test('two holds of a user have a top-up each, and both can be paid', async () => {
  const seats = await made.world.concertWithSeats();
  const first = await buyer(made, 'two holds', { seats });
  const wanted = { performanceId: seats.performanceId, seatIds: seats.seatIds.slice(1, 2) };
  const second = await made.services.reservation.hold(first.queueCaller, wanted);
  const ids = [await first.toBank(), await first.toBank(second.id)];
  expect(new Set(ids).size).toBe(2);
  made.bank.pay(String(ids[1]));
  expect(await first.pay({ reservationId: second.id })).toMatchObject({ status: 'PAID' });
  made.bank.pay(String(ids[0]));
  expect(await first.pay()).toMatchObject({ status: 'PAID', balanceAfter: 0 });
});

test('money that another payment took meanwhile is charged again, and nothing is lost', async () => {
  const seats = await made.world.concertWithSeats();
  const first = await buyer(made, 'spent meanwhile', { seats });
  const wanted = { performanceId: seats.performanceId, seatIds: seats.seatIds.slice(1, 2) };
  const second = await made.services.reservation.hold(first.queueCaller, wanted);
  const topUpId = await first.toBank();
  made.bank.pay(topUpId);
  await made.deliver(made.bank.messageOf(topUpId));
  expect(await first.pay({ reservationId: second.id })).toMatchObject({ status: 'PAID' });
  const again = await first.toBank();
  expect(again).not.toBe(topUpId);
  made.bank.pay(again);
  expect(await first.pay()).toMatchObject({ status: 'PAID', balanceAfter: 0 });
});

/** Money that the user has from before. */
async function credit(caller: { userId: string; service: boolean }, amount: number) {
  const { id } = await made.services.balance.startTopUp(caller, { amount });
  made.bank.pay(id);
  await made.services.balance.topUp(caller, id);
}
