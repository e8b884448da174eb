import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buyer } from '../../testing/bank-buyers.ts';
import { type BankWorld, createBankWorld } from '../../testing/bank-world.ts';
import { poll } from '../../testing/token-holder.ts';
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

/** Of a hold, and how much longer it lasts while its customer is at the bank. */
const HOLD = 300;
const GRACE = 300;

let buyers = 0;
const newBuyer = (rest?: Parameters<typeof buyer>[2]) => {
  buyers += 1;
  return buyer(made, `grace ${buyers}`, rest);
};

/** Ends a top-up without money, as the customer, the bank or time does it. */
const endings = {
  declined: async (topUpId: string) => {
    made.bank.decline(topUpId);
    await made.deliver(made.bank.messageOf(topUpId));
  },
  cancelled: async (topUpId: string, caller: { userId: string; service: boolean }) => {
    await made.cancel({ topUpId, caller });
  },
  expired: async (topUpId: string) => {
    await made.bank.expire(`cs_${topUpId}`, new AbortController().signal);
    await made.deliver(made.bank.messageOf(topUpId));
  },
};

describe('a hold whose customer is at the bank', () => {
  test('lasts longer, once, with its seats and its pass', async () => {
    const { toBank, left, queueCaller, seatMap } = await newBuyer();
    const topUpId = await toBank();
    expect(await left()).toBe(HOLD + GRACE);
    expect(await toBank()).toBe(topUpId);
    await made.deliver(made.bank.messageOf(topUpId));
    expect(await left()).toBe(HOLD + GRACE);
    made.world.advanceClock(HOLD + 1);
    const { version, seats } = await seatMap();
    expect(seats.filter(({ status }) => status === 'HELD')).toHaveLength(1);
    made.world.advanceClock(GRACE - 2);
    // The pass of 600 seconds would have ended by now if it did not last as long as the hold.
    expect((await poll(made.services, queueCaller.claims)).status).toBe('ACTIVE');
    expect((await seatMap(version)).seats).toEqual([]);
    made.bank.pay(topUpId);
  });

  test('can be paid at the end of that time', async () => {
    const { toBank, pay } = await newBuyer();
    const topUpId = await toBank();
    made.world.advanceClock(HOLD + GRACE - 1);
    made.bank.pay(topUpId);
    expect(await pay()).toMatchObject({ status: 'PAID', balanceAfter: 0 });
  });

  test('keeps the time once its top-up is credited', async () => {
    const { toBank, left, pay } = await newBuyer();
    const topUpId = await toBank();
    made.bank.pay(topUpId);
    await made.deliver(made.bank.messageOf(topUpId));
    expect(await left()).toBe(HOLD + GRACE);
    made.world.advanceClock(HOLD + 100);
    expect(await pay()).toMatchObject({ status: 'PAID' });
  });

  test.each(Object.entries(endings))('loses it if the top-up is %s', async (_, end) => {
    const { toBank, left, caller, reservation } = await newBuyer();
    const topUpId = await toBank();
    made.world.advanceClock(100);
    await end(topUpId, caller);
    expect(await left()).toBe(HOLD - 100);
    expect((await reservation()).status).toBe('HELD');
    made.world.advanceClock(HOLD - 100);
    expect((await reservation()).status).toBe('EXPIRED');
  });

  test.each(Object.entries(endings))(
    'ends at once if the top-up is %s after the hold would have ended',
    async (_, end) => {
      const seats = await made.world.concertWithSeats();
      const { toBank, caller, reservation } = await newBuyer({ seats });
      const other = await newBuyer({ seats, number: 1 });
      const topUpId = await toBank();
      made.world.advanceClock(200);
      const watching = await newBuyer({ seats, number: 2 });
      made.world.advanceClock(150);
      const { version } = await watching.seatMap();
      await end(topUpId, caller);
      expect((await reservation()).status).toBe('EXPIRED');
      const { seats: changed } = await watching.seatMap(version);
      expect(changed).toMatchObject([{ id: seats.seatIds[0], status: 'AVAILABLE' }]);
      expect((await other.reservation()).status).toBe('EXPIRED');
      const wanted = {
        performanceId: seats.performanceId,
        seatIds: seats.seatIds.slice(0, 1),
      };
      const taken = await made.services.reservation.hold(watching.queueCaller, wanted);
      expect(taken.status).toBe('HELD');
    },
  );

  test('gets no further time by a second top-up', async () => {
    const { toBank, left, caller } = await newBuyer();
    await endings.cancelled(await toBank(), caller);
    const second = await toBank();
    expect(await left()).toBe(HOLD);
    await endings.declined(second);
    expect(await left()).toBe(HOLD);
  });

  test('can be released: the top-up goes on by itself', async () => {
    const { toBank, caller, held, reservation } = await newBuyer();
    const topUpId = await toBank();
    await made.services.reservation.release(caller, held.id);
    made.bank.pay(topUpId);
    await made.deliver(made.bank.messageOf(topUpId));
    expect((await reservation()).status).toBe('RELEASED');
    expect(await made.balance({ caller })).toBe(50_000);
  });

  test('gets none with PAYMENT_GRACE_SECONDS=0', async () => {
    const { pay, left, queueCaller } = await newBuyer();
    const { bindServices } = await import('../../src/services.ts');
    const ctx = { ...made.ctx, settings: { ...made.ctx.settings, paymentGraceSeconds: 0 } };
    expect(await refusalOf(pay({}, bindServices(ctx)))).toMatchObject({
      code: 'TOPUP_ACTION_REQUIRED',
    });
    expect(await left()).toBe(HOLD);
    expect((await poll(made.services, queueCaller.claims)).status).toBe('ACTIVE');
  });
});

describe('a swap of a hold whose customer is at the bank', () => {
  test('inherits the time, and loses it with the top-up', async () => {
    const { toBank, swap, left, caller, reservation } = await newBuyer();
    const topUpId = await toBank();
    const swapped = await swap(1);
    expect(await left(swapped.id)).toBe(HOLD + GRACE);
    made.world.advanceClock(HOLD + 10);
    await endings.cancelled(topUpId, caller);
    expect((await reservation(swapped.id)).status).toBe('EXPIRED');
  });

  test('inherits that it was used: its own top-up gets none', async () => {
    const { toBank, swap, left, caller } = await newBuyer();
    await endings.cancelled(await toBank(), caller);
    const swapped = await swap(1, 2);
    expect(await left(swapped.id)).toBe(HOLD);
    await toBank(swapped.id);
    expect(await left(swapped.id)).toBe(HOLD);
  });

  test('keeps it if the top-up is credited, and can be paid', async () => {
    const { toBank, swap, pay, left } = await newBuyer();
    const topUpId = await toBank();
    const swapped = await swap(1);
    made.bank.pay(topUpId);
    await made.deliver(made.bank.messageOf(topUpId));
    expect(await left(swapped.id)).toBe(HOLD + GRACE);
    expect(await pay({ reservationId: swapped.id })).toMatchObject({ balanceAfter: 0 });
  });
});
test('a decision of a person keeps the time, or takes it back', async () => {
  for (const [outcome, seconds] of [
    ['credit', HOLD + GRACE],
    ['refund', HOLD],
  ] as const) {
    const { toBank, left } = await newBuyer();
    const topUpId = await toBank();
    made.bank.pay(topUpId, { amount: 40_000 });
    await made.deliver(made.bank.messageOf(topUpId));
    await made.resolve(topUpId, outcome);
    expect(await left()).toBe(seconds);
  }
});
