import { type FrontrowClientOptions, isFrontrowError } from '@frontrow/sdk';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  answerLost,
  createFetchScript,
  refusal,
  requestLost,
} from '../../testing/network/fetch-script.ts';
import { openSale, type Sale } from '../../testing/sale/sale.ts';
import { rejectionOf } from '../../testing/waiting/rejection-of.ts';

let sale: Sale;
beforeAll(async () => {
  sale = await openSale();
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => sale.close());

/** A user who holds the first of six seats. */
async function holdFirst(name: string, options: Partial<FrontrowClientOptions> = {}) {
  const script = createFetchScript();
  const client = await sale.client(name, { fetch: script.fetch, ...options });
  const session = await client.enter(await sale.concert(6));
  const seats = await session.seats();
  const first = await session.hold(seats.slice(0, 1));
  const liveHolds = async () =>
    (await client.reservation.list.query({ status: 'HELD' })).items.map(({ id }) => id);
  return { script, client, session, seats, first, liveHolds };
}

/** Another user holds the seats with these numbers, from 1. */
async function takeSeats(name: string, concertId: string, ...numbers: number[]) {
  const session = await (await sale.client(name)).enter(concertId);
  const free = await session.seats();
  return session.hold(free.filter(({ number }) => numbers.includes(number)));
}

describe('a hold that replaces another', () => {
  test('has the new seats, and the old one is released', async () => {
    const { client, session, seats, first, liveHolds } = await holdFirst('swaps');
    const hold = await session.hold(seats.slice(1, 3), { replaces: first });
    expect(hold.seats.map(({ id }) => id)).toEqual(seats.slice(1, 3).map(({ id }) => id));
    expect(await liveHolds()).toEqual([hold.id]);
    const { status } = await client.reservation.get.query({ reservationId: first.id });
    expect(status).toBe('RELEASED');
  });

  test('ends when the old one would have; no listener of the old one is called', async () => {
    const { session, seats, first } = await holdFirst('swaps late');
    const [ofFirst, ofSecond] = [vi.fn(), vi.fn()];
    first.onExpire(ofFirst);
    const { now } = Date;
    const hold = await session.hold(seats.slice(0, 2), { replaces: first });
    expect(hold.reservation.holdExpiresAt).toEqual(first.reservation.holdExpiresAt);
    expect(hold.secondsLeft).toBeGreaterThan(280);
    hold.onExpire(ofSecond);
    // The listener added last is called last.
    const expired = new Promise<void>((resolve) => hold.onExpire(resolve));
    vi.spyOn(Date, 'now').mockImplementation(() => now() + 400_000);
    await expired;
    expect(ofSecond).toHaveBeenCalledOnce();
    expect(ofFirst).not.toHaveBeenCalled();
  });

  test('takes its date from the replaced hold if the seats were not listed', async () => {
    const { client, seats, first, session } = await holdFirst('knows ids only');
    await sale.operator.admin.createPerformance.mutate({
      concertId: session.concertId,
      startsAt: new Date(Date.now() + 3_600_000),
      sections: [{ name: 'Earlier', rows: 1, seatsPerRow: 1, price: 1_000 }],
    });
    const again = await client.enter(session.concertId);
    const [held] = await again.holds();
    const hold = await again.hold([String(seats[1]?.id)], { replaces: held });
    expect(hold.reservation.performanceId).toBe(first.reservation.performanceId);
  });

  test.each([
    ['SEAT_UNAVAILABLE', [2]],
    ['HOLD_LIMIT_EXCEEDED', [2, 3, 4, 5, 6]],
  ] as const)('is refused with %s: the old one stays as it was', async (code, numbers) => {
    const { session, seats, first, liveHolds } = await holdFirst(`refused, ${code}`);
    await takeSeats(`takes, ${code}`, session.concertId, 2);
    const wanted = seats.filter(({ number }) => (numbers as readonly number[]).includes(number));
    const error = await rejectionOf(session.hold(wanted, { replaces: first }));
    expect(isFrontrowError(error, code)).toBe(true);
    expect(await liveHolds()).toEqual([first.id]);
    expect(await session.holds()).toEqual([first]);
    expect(await session.pay(first, { topUp: true })).toMatchObject({ status: 'PAID' });
  });

  test('past the deadline of the pass is refused; the pass goes on, and the hold can be paid', async () => {
    const client = await sale.client('late change');
    const session = await client.enter(
      await sale.concert(3, { activeSeconds: 2, claimSeconds: 2 }),
    );
    const seats = await session.seats();
    const first = await session.hold(seats.slice(0, 1));
    const ended = vi.fn();
    const stop = session.onEnd(ended);
    await new Promise((resolve) => setTimeout(resolve, 2_200));
    const error = await rejectionOf(session.hold(seats.slice(1, 2), { replaces: first }));
    expect(isFrontrowError(error, 'QUEUE_TOKEN_EXPIRED')).toBe(true);
    expect(session.ended).toBeNull();
    expect(await session.holds()).toEqual([first]);
    expect(ended).not.toHaveBeenCalled();
    expect(await session.pay(first, { topUp: true })).toMatchObject({ status: 'PAID' });
    expect(session.ended).toBe('PAID');
    stop();
  });

  test('of which the hold has ended is refused', async () => {
    const { session, seats, first, liveHolds } = await holdFirst('released before');
    await session.release(first);
    const error = await rejectionOf(session.hold(seats.slice(1, 2), { replaces: first }));
    expect(isFrontrowError(error, 'HOLD_EXPIRED')).toBe(true);
    expect(await liveHolds()).toEqual([]);
  });

  test('is not taken for another hold of the same seats', async () => {
    const { session, seats, first, liveHolds } = await holdFirst('holds both');
    const second = await session.hold(seats.slice(1, 2));
    const error = await rejectionOf(session.hold(seats.slice(1, 2), { replaces: first }));
    expect(isFrontrowError(error, 'SEAT_UNAVAILABLE')).toBe(true);
    expect((await liveHolds()).sort()).toEqual([first.id, second.id].sort());
  });
});

describe('called twice', () => {
  test('at once and again later, makes one hold', async () => {
    const { session, seats, first, liveHolds } = await holdFirst('clicks twice');
    const swap = () => session.hold(seats.slice(1, 2), { replaces: first });
    const [hold, atOnce] = await Promise.all([swap(), swap()]);
    expect([atOnce.id, (await swap()).id]).toEqual([hold.id, hold.id]);
    expect(await liveHolds()).toEqual([hold.id]);
  });

  test('because the answer was lost, returns the new hold, and `holds` agrees', async () => {
    const { script, session, seats, first } = await holdFirst('loses it', { retrySeconds: 0 });
    script.next('reservation.hold', answerLost);
    const swap = () => session.hold(seats.slice(1, 2), { replaces: first });
    await rejectionOf(swap());
    const [found, ...others] = await session.holds();
    expect(others).toEqual([]);
    expect(await swap()).toBe(found);
    expect(found?.seats.map(({ id }) => id)).toEqual([seats[1]?.id]);
    const keys = script
      .calls('reservation.hold')
      .slice(-2)
      .map(({ input }) => input.idempotencyKey);
    expect(new Set(keys).size).toBe(1);
  });

  test('because the request was lost, swaps the second time', async () => {
    const { script, session, seats, first } = await holdFirst('offline', { retrySeconds: 0 });
    script.next('reservation.hold', requestLost);
    const swap = () => session.hold(seats.slice(1, 2), { replaces: first });
    await rejectionOf(swap());
    expect(await session.holds()).toEqual([first]);
    const hold = await swap();
    expect(await session.holds()).toEqual([hold]);
  });

  test('after a lost answer and a refused retry, returns the new hold', async () => {
    const { script, session, seats, first, liveHolds } = await holdFirst('refused between');
    script.next('reservation.hold', answerLost, refusal(401, 'UNAUTHENTICATED'));
    const swap = () => session.hold(seats.slice(1, 2), { replaces: first });
    expect(await rejectionOf(swap())).toMatchObject({ errorCode: 'UNAUTHENTICATED' });
    const hold = await swap();
    expect(await liveHolds()).toEqual([hold.id]);
  });
});
