import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, refusalOf, startApi, type Visitor } from '../../testing/http/api.ts';
import { purchase } from '../../testing/http/purchase.ts';

let api: Api;
let operator: Visitor;
beforeAll(async () => {
  api = await startApi();
  operator = await api.visitor('operator', 'operator');
});
afterAll(() => api.close());

describe('refunds', () => {
  test('a refund returns the money, frees the seats and voids the tickets', async () => {
    const { visitor, payment, performanceId, seatIds, held } = await purchase(api, 'sick', 2);
    const refunded = await operator.client.admin.refund.mutate({
      paymentId: payment.id,
      reason: 'ill',
    });
    expect(refunded).toEqual({ ...payment, status: 'REFUNDED', refundedAt: api.world.now });
    const { client } = visitor;
    expect(await client.balance.get.query()).toMatchObject({ amount: 100_000 });
    expect((await client.balance.history.query({})).items[0]).toMatchObject({
      type: 'REFUND',
      amount: 100_000,
      paymentId: payment.id,
    });
    expect(await client.reservation.get.query({ reservationId: held.id })).toMatchObject({
      status: 'REFUNDED',
      paymentId: payment.id,
    });
    const tickets = await client.payment.tickets.query({ paymentId: payment.id });
    expect(tickets.items.map(({ status }) => status)).toEqual(['VOID', 'VOID']);
    const [ticket] = tickets.items;
    const redeem = operator.client.admin.redeemTicket;
    expect(await refusalOf(redeem.mutate({ code: String(ticket?.code) }))).toMatchObject({
      errorCode: 'TICKET_VOID',
    });
    await visitor.enter(held.concertId);
    const again = { performanceId, seatIds: seatIds.slice(0, 2) };
    const rebooked = await visitor.client.reservation.hold.mutate(again);
    expect(await visitor.client.payment.pay.mutate({ reservationId: rebooked.id })).toMatchObject({
      status: 'PAID',
    });
    expect(await operator.client.admin.audit.query({})).toMatchObject({ ok: true });
  });

  test('ten parallel refunds of one payment return the money once', async () => {
    const { visitor, payment } = await purchase(api, 'refunded at once');
    const { refund } = operator.client.admin;
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, () => refund.mutate({ paymentId: payment.id })),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await visitor.client.balance.get.query()).toMatchObject({ amount: 50_000 });
  });

  test('cancelling a performance refunds its payments and releases its holds; cancelling it again changes nothing', async () => {
    const { concertId, performanceId, seatIds } = await api.world.concertWithSeats();
    const buyers = await Promise.all(
      [0, 1, 2].map(async (n) => {
        const visitor = await api.visitor(`cancelled ${n}`);
        await visitor.enter(concertId);
        const wanted = { performanceId, seatIds: seatIds.slice(n, n + 1) };
        const held = await visitor.client.reservation.hold.mutate(wanted);
        return { visitor, held };
      }),
    );
    const [first, second, third] = buyers;
    if (!first || !second || !third) throw new Error('three buyers');
    for (const { visitor, held } of [first, second]) {
      await visitor.client.payment.pay.mutate({ reservationId: held.id, topUp: true });
    }
    const cancel = { performanceId, reason: 'storm' };
    expect(await operator.client.admin.cancelPerformance.mutate(cancel)).toEqual({
      refunded: 2,
      released: 1,
      failed: [],
    });
    expect(await operator.client.admin.cancelPerformance.mutate(cancel)).toEqual({
      refunded: 0,
      released: 0,
      failed: [],
    });
    for (const { visitor } of [first, second]) {
      expect(await visitor.client.balance.get.query()).toMatchObject({ amount: 50_000 });
    }
    const { client } = third.visitor;
    const reservationId = third.held.id;
    expect(await client.reservation.get.query({ reservationId })).toMatchObject({
      status: 'RELEASED',
    });
    expect(await refusalOf(client.payment.pay.mutate({ reservationId }))).toMatchObject({
      errorCode: 'HOLD_EXPIRED',
    });
    const more = { performanceId, seatIds: seatIds.slice(5, 6) };
    expect(await refusalOf(client.reservation.hold.mutate(more))).toMatchObject({
      errorCode: 'NO_DATES_AVAILABLE',
    });
    expect(await operator.client.admin.audit.query({ concertId })).toMatchObject({ ok: true });
  });

  test('payments during the cancellation are either refused or refunded', async () => {
    const { concertId, performanceId, seatIds } = await api.world.concertWithSeats();
    const buyers = await Promise.all(
      seatIds.map(async (seat, n) => {
        const visitor = await api.visitor(`racing ${n}`);
        await visitor.enter(concertId);
        const wanted = { performanceId, seatIds: [seat] };
        const held = await visitor.client.reservation.hold.mutate(wanted);
        return { visitor, reservationId: held.id };
      }),
    );
    const pays = buyers.map(({ visitor, reservationId }) =>
      visitor.client.payment.pay.mutate({ reservationId, topUp: true }),
    );
    const cancelled = operator.client.admin.cancelPerformance.mutate({
      performanceId,
      reason: 'storm',
    });
    await Promise.allSettled([...pays, cancelled]);
    const { items } = await operator.client.admin.listPayments.query({
      performanceId,
      status: 'PAID',
    });
    expect(items).toEqual([]);
    expect(await operator.client.admin.audit.query({ concertId })).toMatchObject({ ok: true });
  });
});
