import { afterAll, beforeAll, expect, test } from 'vitest';
import { releaseExpiredHolds } from '../../src/reservation/release-expired.ts';
import { type Buyer, buyer } from '../../testing/bank-buyers.ts';
import { type BankWorld, createBankWorld } from '../../testing/bank-world.ts';

let made: BankWorld;
beforeAll(async () => {
  made = await createBankWorld();
});
afterAll(() => made.world.close());

const BUYERS = 6;
const ROUNDS = 25;
const AT_ONCE = 12;
/** The id of nothing. */
const NONE = '01890000-0000-7000-8000-000000000000';

/** A repeatable sequence of numbers from 0 to 1. */
function numbers(seed: number) {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

test('parallel payments, messages, refunds, cancellations, swaps and sweeps end in no deadlock, and the books are right', async () => {
  const seats = await made.world.concertWithSeats({ holdLimit: 4 });
  const buyers = await Promise.all(
    Array.from({ length: BUYERS }, (_, n) => buyer(made, `storm ${n}`, { seats, number: n })),
  );
  const random = numbers(18);
  const one = <Item>(items: readonly Item[]): Item | undefined =>
    items[Math.floor(random() * items.length)];
  const { bank, services, operator } = made;
  const unexpected: unknown[] = [];
  const topUpsOf = async ({ caller }: Buyer) =>
    (await services.admin.listTopUps({ userId: caller.userId, limit: 100 })).items;
  const anyTopUp = async (who: Buyer) => one(await topUpsOf(who))?.id ?? NONE;
  const holdOf = async ({ caller }: Buyer) => {
    const { items } = await services.reservation.list(caller, { limit: 50 });
    return one(items.filter(({ status }) => status === 'HELD'));
  };
  const acts: ((who: Buyer) => Promise<unknown>)[] = [
    async (who) => who.pay({ reservationId: (await holdOf(who))?.id ?? who.held.id }),
    async (who) => who.pay({ reservationId: (await holdOf(who))?.id ?? who.held.id }),
    (who) => services.balance.charge(who.caller, { amount: 10_000 }),
    async (who) => bank.pay(await anyTopUp(who)),
    async (who) => bank.pay(await anyTopUp(who), { amount: 5 }),
    async (who) => bank.decline(await anyTopUp(who)),
    async (who) => made.deliver(bank.messageOf(await anyTopUp(who))),
    async (who) => made.deliver(bank.messageOf(await anyTopUp(who))),
    async (who) => made.deliver(bank.payAgain(await anyTopUp(who))),
    async (who) => services.balance.cancelTopUp(who.caller, await anyTopUp(who)),
    async (who) => services.balance.topUp(who.caller, await anyTopUp(who)),
    async (who) => services.admin.refundTopUp(operator, { topUpId: await anyTopUp(who) }),
    async (who) => made.resolve(await anyTopUp(who), random() < 0.5 ? 'credit' : 'refund'),
    async (who) => made.deliver(bank.refundMessageOf(await anyTopUp(who))),
    async (who) => made.deliver(bank.disputeMessageOf(await anyTopUp(who), 5_000, random() < 0.5)),
    async (who) => services.reservation.release(who.caller, (await holdOf(who))?.id ?? NONE),
    async (who) => {
      const replaces = (await holdOf(who))?.id;
      const { performanceId, seatIds } = seats;
      const wanted = { performanceId, seatIds: [String(one(seatIds))] };
      await services.reservation.hold(who.queueCaller, replaces ? { ...wanted, replaces } : wanted);
    },
    async (who) => {
      const { items } = await services.payment.list(who.caller, { limit: 20 });
      const payment = one(items);
      if (payment) await services.admin.refund(operator, { paymentId: payment.id });
    },
    () => made.recover(),
    () => releaseExpiredHolds(made.ctx, { batch: 10 }),
  ];
  for (let round = 0; round < ROUNDS; round++) {
    const calls = Array.from({ length: AT_ONCE }, async () => {
      const who = one(buyers);
      const act = one(acts);
      if (!who || !act) return;
      await act(who).catch((error: { code?: string; details?: object; message: string }) => {
        // Refusals, and what the bank says of a payment that it does not have.
        if (!error.details && error.message !== 'there is no such payment') unexpected.push(error);
      });
    });
    await Promise.all(calls);
    made.world.advanceClock(3 + 20 * random());
    if (round % 5 === 4) {
      expect(await services.admin.audit({})).toMatchObject({ ok: true });
    }
  }
  expect(unexpected).toEqual([]);
  const { rows } = await made.world.pool.query<{ deadlocks: number }>(
    'select deadlocks::int from pg_stat_database where datname = current_database()',
  );
  expect(rows).toEqual([{ deadlocks: 0 }]);
  await made.recoverAll();
  expect(await services.admin.audit({})).toMatchObject({ ok: true });
}, 120_000);
