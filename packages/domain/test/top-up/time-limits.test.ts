import { afterAll, beforeAll, expect, test } from 'vitest';
import { bindServices } from '../../src/services.ts';
import { recoverTopUps } from '../../src/top-up/recover.ts';
import { type BankWorld, createBankWorld } from '../../testing/bank-world.ts';
import { refusalOf } from '../../testing/world.ts';

let made: BankWorld;
beforeAll(async () => {
  made = await createBankWorld();
});
afterAll(async () => {
  await made.recoverAll();
  expect(await made.services.admin.audit({})).toMatchObject({ ok: true });
  await made.world.close();
});

const SHORT = 0.2;
/** Longer than any test: whoever waits for it does not end. */
const NEVER = 3_600;

test('a call to the provider may take 10 seconds', () => {
  expect(made.ctx.providerSeconds).toBe(10);
});

test('a provider that never answers ends no call later than its limit', async () => {
  const customer = await made.atBank('hangs');
  made.bank.hanging.add(customer.topUpId);
  made.world.advanceClock(3);
  const limited = bindServices({ ...made.ctx, providerSeconds: SHORT });
  const { topUp, cancelTopUp } = limited.balance;
  expect(await topUp(customer.caller, customer.topUpId)).toMatchObject({
    status: 'REQUIRES_ACTION',
  });
  expect(await refusalOf(cancelTopUp(customer.caller, customer.topUpId))).toMatchObject({
    code: 'SERVICE_UNAVAILABLE',
    details: { outcome: 'UNKNOWN' },
  });
  made.bank.hanging.delete(customer.topUpId);
  await made.recoverAll();
  expect(await made.read(customer)).toMatchObject({ status: 'CANCELLED' });
});

test('the adapter is told by its signal that nobody waits any more', async () => {
  const signals: AbortSignal[] = [];
  const provider = {
    ...made.bank,
    name: 'bank',
    begin: (_: unknown, signal: AbortSignal) => {
      signals.push(signal);
      return new Promise<never>(() => {});
    },
  };
  const limited = bindServices({ ...made.ctx, provider, providerSeconds: SHORT });
  const caller = await made.world.caller('begin hangs');
  const started = limited.balance.startTopUp(caller, { amount: 1_000 });
  expect(await refusalOf(started)).toMatchObject({ code: 'SERVICE_UNAVAILABLE' });
  expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  await made.recoverAll();
});

test('one top-up that hangs holds up no other in the recovery', async () => {
  const hanging = await made.atBank('hangs for ever');
  const others = await Promise.all(
    Array.from({ length: 12 }, (_, n) => made.atBank(`held up by none ${n}`)),
  );
  made.bank.hanging.add(hanging.topUpId);
  for (const { topUpId } of others) made.bank.pay(topUpId);
  made.world.advanceClock(61);
  let ended = false;
  const round = recoverTopUps({ ...made.ctx, providerSeconds: NEVER }).then(() => {
    ended = true;
  });
  const credited = () => Promise.all(others.map((customer) => made.balance(customer)));
  await expect.poll(credited, { timeout: 30_000 }).toEqual(others.map(() => 1_000));
  expect(ended).toBe(false);
  // The round of another server does not wait for it, either.
  await recoverTopUps(made.ctx);
  made.bank.hanging.clear();
  void round;
});

test('several servers that recover at once ask for each top-up once', async () => {
  const customers = await Promise.all(
    Array.from({ length: 15 }, (_, n) => made.atBank(`asked once ${n}`)),
  );
  made.world.advanceClock(31);
  const before = made.bank.calls.length;
  const counts = await Promise.all(Array.from({ length: 6 }, () => recoverTopUps(made.ctx)));
  expect(counts.reduce((a, b) => a + b)).toBe(customers.length);
  expect(made.bank.calls.slice(before)).toEqual(customers.map(() => 'find'));
});

test('a bank that does not answer is asked again after longer and longer pauses', async () => {
  made.bank.failBefore.set('find', 1_000);
  const customer = await made.atBank('patient');
  const asked: number[] = [];
  for (let second = 0; second < 900; second += 5) {
    made.world.advanceClock(5);
    const before = made.bank.calls.length;
    await made.recover();
    if (made.bank.calls.length > before) asked.push(second);
  }
  made.bank.failBefore.clear();
  const pauses = asked.slice(1).map((second, n) => second - (asked[n] ?? 0));
  expect(pauses.length).toBeGreaterThan(3);
  expect(pauses.length).toBeLessThan(20);
  expect(pauses.at(-1)).toBeGreaterThan(pauses[0] ?? 0);
  await made.cancel(customer);
});
