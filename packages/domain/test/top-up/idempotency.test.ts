import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { buyer } from '../../testing/bank-buyers.ts';
import { type BankWorld, createBankWorld } from '../../testing/bank-world.ts';
import { refusalOf } from '../../testing/world.ts';

let made: BankWorld;
beforeAll(async () => {
  made = await createBankWorld();
});
afterEach(() => {
  const { bank } = made;
  bank.paysAtOnce = false;
  for (const faults of [bank.refuses, bank.failAfter, bank.failBefore]) faults.clear();
});
afterAll(async () => {
  await made.recoverAll();
  expect(await made.services.admin.audit({})).toMatchObject({ ok: true });
  await made.world.close();
});

/** The answers of calls that succeeded, and the codes of the others. */
async function outcomesOf<Answer>(calls: Promise<Answer>[]) {
  const settled = await Promise.allSettled(calls);
  const answers = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const codes = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason.code] : []));
  return { answers, codes: [...new Set<string>(codes)].sort() };
}

/** Each call begins when some of the ones before have made some steps. */
const staggered = <Answer>(count: number, call: () => Promise<Answer>): Promise<Answer>[] =>
  Array.from({ length: count }, async (_, n) => {
    for (let steps = 0; steps < n * 3; steps++) await new Promise(setImmediate);
    return call();
  });

describe('the same key and input after a success always answers that success', () => {
  test('balance.charge, also when calls race', async () => {
    made.bank.paysAtOnce = true;
    for (let n = 0; n < 6; n++) {
      const caller = await made.world.caller(`races ${n}`);
      const input = { amount: 1_000 + n, idempotencyKey: `charge-race-${n}` };
      const charge = () => made.services.balance.charge(caller, input);
      const { answers, codes } = await outcomesOf(staggered(8, charge));
      expect(['', 'IDEMPOTENCY_IN_PROGRESS']).toContain(codes.join());
      const last = await charge();
      for (const answer of answers) expect(answer).toEqual(last);
      expect(await made.ledger({ caller })).toEqual([['CHARGE', 1_000 + n]]);
    }
  });

  test('balance.charge that the customer has finished at the bank', async () => {
    const caller = await made.world.caller('finishes');
    const input = { amount: 800, idempotencyKey: 'finishes-1' };
    const charge = () => made.services.balance.charge(caller, input);
    const first = await refusalOf(charge());
    expect(await refusalOf(charge())).toEqual(first);
    made.bank.pay(String(first.details.topUpId));
    made.world.advanceClock(3);
    const { answers, codes } = await outcomesOf(staggered(8, charge));
    expect(
      codes.filter((code) => !['IDEMPOTENCY_IN_PROGRESS', 'TOPUP_ACTION_REQUIRED'].includes(code)),
    ).toEqual([]);
    const last = await charge();
    for (const answer of answers) expect(answer).toEqual(last);
    await made.refund(String(first.details.topUpId));
    expect(await charge()).toEqual(last);
    expect(made.bank.paymentOf(String(first.details.topUpId)).status).toBe('PAID');
  });

  test('balance.startTopUp, also when its answer was lost and the bank charged at once', async () => {
    made.bank.paysAtOnce = true;
    made.bank.failAfter.set('begin', 1);
    const caller = await made.world.caller('start lost');
    const input = { amount: 900, idempotencyKey: 'start-lost-1' };
    const start = () => made.services.balance.startTopUp(caller, input);
    expect(await refusalOf(start())).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
    await made.recoverAll();
    const answer = await start();
    expect(answer).toMatchObject({ status: 'CREDITED', amount: 900 });
    expect(await start()).toEqual(answer);
    expect(await made.ledger({ caller })).toEqual([['CHARGE', 900]]);
  });

  test('balance.startTopUp whatever became of it', async () => {
    const caller = await made.world.caller('start ended');
    const input = { amount: 900, idempotencyKey: 'start-ended-1' };
    const first = await made.services.balance.startTopUp(caller, input);
    await made.cancel({ caller, topUpId: first.id });
    expect(await made.services.balance.startTopUp(caller, input)).toEqual(first);
  });

  test.each([true, false])(
    'payment.pay, also when calls race (bank pays at once: %s)',
    async (atOnce) => {
      for (let n = 0; n < 4; n++) {
        made.bank.paysAtOnce = atOnce;
        const { pay, toBank, caller } = await buyer(made, `pays ${atOnce} ${n}`);
        const keyed = () => pay({ idempotencyKey: `pay-race-${atOnce}-${n}` });
        if (!atOnce) made.bank.pay(await toBank());
        made.world.advanceClock(3);
        const { answers, codes } = await outcomesOf(staggered(8, keyed));
        const allowed = ['IDEMPOTENCY_IN_PROGRESS', 'TOPUP_ACTION_REQUIRED'];
        expect(codes.filter((code) => !allowed.includes(code))).toEqual([]);
        const last = await keyed();
        for (const answer of answers) expect(answer).toEqual(last);
        expect(await made.ledger({ caller })).toEqual([
          ['CHARGE', 50_000],
          ['PAYMENT', -50_000],
        ]);
      }
    },
  );
});

describe('a key', () => {
  test('with other input is refused, while it is open and after it', async () => {
    const caller = await made.world.caller('other input');
    const idempotencyKey = 'other-input-1';
    const { charge, startTopUp } = made.services.balance;
    await refusalOf(charge(caller, { amount: 700, idempotencyKey }));
    const other = { amount: 701, idempotencyKey };
    expect(await refusalOf(charge(caller, other))).toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
    });
    // Its scope is the procedure.
    const { id } = await startTopUp(caller, other);
    const again = startTopUp(caller, { ...other, amount: 702 });
    expect(await refusalOf(again)).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    expect((await startTopUp(caller, other)).id).toBe(id);
  });

  test.each(['declined', 'cancelled', 'expired'] as const)(
    'whose attempt was %s can be used again, with any input',
    async (end) => {
      const caller = await made.world.caller(`again after ${end}`);
      const idempotencyKey = `again-after-${end}`;
      const { charge } = made.services.balance;
      const first = await refusalOf(charge(caller, { amount: 600, idempotencyKey }));
      const topUpId = String(first.details.topUpId);
      if (end === 'declined') made.bank.decline(topUpId);
      if (end === 'cancelled') await made.cancel({ caller, topUpId });
      if (end === 'expired') made.world.advanceClock(1_801);
      await made.recover();
      await made.read({ caller, topUpId });
      made.bank.paysAtOnce = true;
      const answer = await charge(caller, { amount: 650, idempotencyKey });
      expect(answer).toMatchObject({ amount: 650 });
      // The first attempt is paid after all: its money is credited by a person, the key keeps its answer.
      made.bank.pay(topUpId);
      await made.deliver(made.bank.messageOf(topUpId));
      await made.resolve(topUpId, 'credit');
      expect(await charge(caller, { amount: 650, idempotencyKey })).toEqual(answer);
      expect(await made.balance({ caller })).toBe(1_250);
    },
  );
});
