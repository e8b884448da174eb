import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, refusalOf, startApi } from '../../testing/http/api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const NOWHERE = '01920000-0000-7000-8000-00000000dead';

/** A user who holds the first of ten seats and asks for others. */
async function holder(name: string) {
  const { concertId, performanceId, seatIds } = await api.world.concertWithSeats();
  const enter = async (who: string) => {
    const visitor = await api.visitor(who);
    await visitor.enter(concertId);
    return visitor;
  };
  const { client } = await enter(name);
  const input = (...numbers: number[]) => ({
    performanceId,
    seatIds: numbers.map((n) => String(seatIds[n])),
  });
  const held = await client.reservation.hold.mutate(input(0));
  return { client, enter, input, held };
}

describe('reservation.hold with `replaces`', () => {
  test('swaps the hold, and a repeat with the key answers the same', async () => {
    const { client, input, held } = await holder('swaps');
    api.world.advanceClock(60);
    const swap = { ...input(1, 0), replaces: held.id, idempotencyKey: 'swaps-over-http' };
    const swapped = await client.reservation.hold.mutate(swap);
    expect(swapped).toEqual({
      ...held,
      id: expect.any(String),
      seats: [
        held.seats[0],
        { ...held.seats[0], id: input(1).seatIds[0], place: 1, number: 2, label: 'S A-2' },
      ],
      amount: 100_000,
      heldAt: api.world.now,
    });
    expect(await client.reservation.hold.mutate(swap)).toEqual(swapped);
    const { items } = await client.reservation.list.query({});
    expect(items).toEqual([swapped, { ...held, status: 'RELEASED' }]);
  });

  test('answers each refusal with its code and details, and keeps the hold', async () => {
    const { client, enter, input, held } = await holder('is refused');
    const rival = await enter('rival of the swap');
    const theirs = await rival.client.reservation.hold.mutate(input(1));
    const released = await client.reservation.hold.mutate(input(2));
    await client.reservation.release.mutate({ reservationId: released.id });
    const paid = await client.reservation.hold.mutate(input(3));
    const payment = await client.payment.pay.mutate({ reservationId: paid.id, topUp: true });
    const refused = (seats: ReturnType<typeof input>, replaces: string) =>
      refusalOf(client.reservation.hold.mutate({ ...seats, replaces }));

    for (const missing of [NOWHERE, theirs.id]) {
      expect(await refused(input(4), missing)).toMatchObject({
        errorCode: 'RESERVATION_NOT_FOUND',
        httpStatus: 404,
      });
    }
    expect(await refused(input(4), paid.id)).toMatchObject({
      errorCode: 'ALREADY_PAID',
      details: { paymentId: payment.id },
    });
    expect(await refused(input(4), released.id)).toMatchObject({ errorCode: 'HOLD_EXPIRED' });
    expect(await refused(input(0, 1), held.id)).toMatchObject({
      errorCode: 'SEAT_UNAVAILABLE',
      details: { seatIds: input(1).seatIds },
    });
    expect(await refused(input(0, 4, 5, 6), held.id)).toMatchObject({
      errorCode: 'HOLD_LIMIT_EXCEEDED',
      details: { limit: 4 },
    });
    expect(await refused(input(4), 'not-an-id')).toMatchObject({ errorCode: 'VALIDATION_FAILED' });
    expect(await client.reservation.get.query({ reservationId: held.id })).toEqual(held);
  });
});
