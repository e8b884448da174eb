import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, refusalOf, startApi, type Visitor } from '../../testing/http/api.ts';

let api: Api;
let operator: Visitor;
beforeAll(async () => {
  api = await startApi();
  operator = await api.visitor('operator', 'operator');
});
afterAll(() => api.close());

async function purchase(name: string, seats = 1) {
  const house = await api.world.house({ holdLimit: 10 });
  const visitor = await api.visitor(name);
  await visitor.enter(house.concertId);
  const { performanceId, seatIds } = house;
  const wanted = { performanceId, seatIds: seatIds.slice(0, seats) };
  const held = await visitor.client.reservation.hold.mutate(wanted);
  const pay = { reservationId: held.id, topUp: true };
  const payment = await visitor.client.payment.pay.mutate(pay);
  return { ...house, visitor, held, payment };
}

describe('concerts and performances', () => {
  test('what an operator creates can be read by anybody and booked', async () => {
    const salesOpenAt = new Date('2030-05-01T00:00:00Z');
    const salesCloseAt = new Date('2030-07-01T00:00:00Z');
    const concert = await operator.client.admin.createConcert.mutate({
      title: 'New Moon',
      artist: 'The Tides',
      venue: 'Pier',
      description: 'Outdoors.',
      salesOpenAt,
      salesCloseAt,
      holdLimit: 2,
      queue: { maxActive: 7 },
    });
    expect(concert).toMatchObject({ title: 'New Moon', onSale: true, holdLimit: 2, salesOpenAt });
    const anybody = api.client();
    const { holdLimit: _, ...shown } = concert;
    expect(await anybody.concert.get.query({ concertId: concert.id })).toEqual(shown);
    const created = await operator.client.admin.createPerformance.mutate({
      concertId: concert.id,
      startsAt: new Date('2030-06-15T11:00:00Z'),
      timezone: 'Asia/Seoul',
      sections: [
        { name: 'Front', rows: 2, seatsPerRow: 3, price: 70_000 },
        { name: 'Back', rows: 30, seatsPerRow: 1, price: 0 },
      ],
    });
    expect(created.seatsTotal).toBe(36);
    const visitor = await api.visitor('first of the night');
    await visitor.enter(concert.id);
    const { items } = await visitor.client.concert.seats.query(created);
    expect(items.map(({ label }) => label).slice(0, 7)).toEqual([
      ...['Front A-1', 'Front A-2', 'Front A-3', 'Front B-1', 'Front B-2', 'Front B-3'],
      'Back A-1',
    ]);
    expect(items.at(-1)?.label).toBe('Back AD-1');
    const free = { performanceId: created.performanceId, seatIds: [String(items.at(-1)?.id)] };
    const held = await visitor.client.reservation.hold.mutate(free);
    expect(await visitor.client.payment.pay.mutate({ reservationId: held.id })).toMatchObject({
      amount: 0,
      status: 'PAID',
    });
    expect(await operator.client.admin.audit.query({})).toMatchObject({ ok: true });
  });

  test('the list is paged, and says what is on sale', async () => {
    const future = new Date('2031-01-01T00:00:00Z');
    const id = await api.world.concert({ title: 'Not yet', salesOpenAt: future });
    const seen = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await api.client().concert.list.query({ limit: 2, cursor });
      seen.push(...page.items);
      cursor = page.nextCursor;
    }
    expect(new Set(seen.map((concert) => concert.id)).size).toBe(seen.length);
    expect(seen.find((concert) => concert.id === id)).toMatchObject({ onSale: false });
  });

  test('a customer and a back end may not: FORBIDDEN', async () => {
    const customer = await api.visitor('curious');
    const service = await api.visitor('back end', 'service');
    for (const { client } of [customer, service]) {
      expect(await refusalOf(client.admin.audit.query({}))).toMatchObject({
        errorCode: 'FORBIDDEN',
        httpStatus: 403,
      });
    }
  });
});

describe('refunds', () => {
  test('the money is back, the seats are free, the tickets are void', async () => {
    const { visitor, payment, performanceId, seatIds, held } = await purchase('sick', 2);
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

  test('parallel refunds of one payment give the money back once', async () => {
    const { visitor, payment } = await purchase('refunded at once');
    const { refund } = operator.client.admin;
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, () => refund.mutate({ paymentId: payment.id })),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await visitor.client.balance.get.query()).toMatchObject({ amount: 50_000 });
  });

  test('cancelling a performance refunds all and releases all, and can be called again', async () => {
    const { concertId, performanceId, seatIds } = await api.world.house();
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
    });
    expect(await operator.client.admin.cancelPerformance.mutate(cancel)).toEqual({
      refunded: 0,
      released: 0,
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

  test('payments that race with the cancellation are either refused or refunded', async () => {
    const { concertId, performanceId, seatIds } = await api.world.house();
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

describe('tickets', () => {
  test('a ticket is redeemed once', async () => {
    const { visitor, payment } = await purchase('fan');
    const { items } = await visitor.client.payment.tickets.query({ paymentId: payment.id });
    const [ticket] = items;
    if (!ticket) throw new Error('a ticket');
    expect(ticket.code).toMatch(/^[A-Za-z0-9_.-]{20,80}$/);
    const { redeemTicket } = operator.client.admin;
    expect(await redeemTicket.mutate({ code: ticket.code })).toEqual({
      ticketId: ticket.ticketId,
      label: 'S A-1',
      redeemedAt: api.world.now,
    });
    const redeemedAt = api.world.now;
    api.world.pass(10);
    expect(await refusalOf(redeemTicket.mutate({ code: ticket.code }))).toMatchObject({
      errorCode: 'TICKET_ALREADY_REDEEMED',
      details: { redeemedAt },
    });
    const after = await visitor.client.payment.tickets.query({ paymentId: payment.id });
    expect(after.items[0]?.status).toBe('REDEEMED');
  });

  test('a code that we did not sign, or of a queue token, is no ticket', async () => {
    const { visitor, payment } = await purchase('forger');
    const { items } = await visitor.client.payment.tickets.query({ paymentId: payment.id });
    const code = String(items[0]?.code);
    const flipped = code.slice(0, -1) + (code.endsWith('A') ? 'B' : 'A');
    for (const bad of [flipped, code.slice(1), `${code}x`, visitor.token, 'x']) {
      const call = operator.client.admin.redeemTicket.mutate({ code: bad });
      expect(await refusalOf(call)).toMatchObject({ errorCode: 'TICKET_NOT_FOUND' });
    }
  });
});

describe('lists and the log', () => {
  test('users are created, found by part of their name, and deleted', async () => {
    const { admin } = operator.client;
    const created = await admin.createUser.mutate({ name: 'Kim 100% Minjun', externalId: 'kim-1' });
    expect(created).toMatchObject({ role: 'customer', externalId: 'kim-1' });
    const names = async (name: string) =>
      (await admin.findUsers.query({ name })).items.map(({ id }) => id);
    expect(await names('0% min')).toEqual([created.id]);
    expect(await names('0_ min')).toEqual([]);
    expect(
      await refusalOf(admin.createUser.mutate({ name: 'Other', externalId: 'kim-1' })),
    ).toMatchObject({ details: { issues: [{ path: ['externalId'] }] } });
    expect(await admin.deleteUser.mutate({ userId: created.id })).toEqual({ deleted: true });
    expect(await names('Minjun')).toEqual([]);
    expect(await refusalOf(admin.deleteUser.mutate({ userId: created.id }))).toMatchObject({
      errorCode: 'USER_NOT_FOUND',
    });
  });

  test('deleting a user ends the token and releases the holds', async () => {
    const { concertId, performanceId, seatIds } = await api.world.house({
      queue: { maxActive: 1 },
    });
    const visitor = await api.visitor('unwanted');
    await visitor.enter(concertId);
    const wanted = { performanceId, seatIds: seatIds.slice(0, 1) };
    await visitor.client.reservation.hold.mutate(wanted);
    await operator.client.admin.deleteUser.mutate({ userId: visitor.user.id });
    expect(await refusalOf(visitor.client.queue.status.query())).toMatchObject({
      errorCode: 'USER_NOT_FOUND',
    });
    const next = await api.visitor('wanted');
    await next.enter(concertId);
    await expect(next.client.reservation.hold.mutate(wanted)).resolves.toBeTruthy();
  });

  test('reservations and payments are filtered and paged', async () => {
    const { visitor, concertId, performanceId, held, payment } = await purchase('listed');
    const { admin } = operator.client;
    const userId = visitor.user.id;
    expect(await admin.listReservations.query({ userId, status: 'PAID' })).toMatchObject({
      items: [{ id: held.id, userId }],
      nextCursor: null,
    });
    expect((await admin.listReservations.query({ performanceId, status: 'HELD' })).items).toEqual(
      [],
    );
    expect((await admin.listPayments.query({ concertId })).items).toEqual([{ ...payment, userId }]);
    expect((await admin.listPayments.query({ userId, status: 'REFUNDED' })).items).toEqual([]);
    const first = await admin.listPayments.query({ limit: 1 });
    const second = await admin.listPayments.query({ limit: 1, cursor: first.nextCursor });
    expect(second.items[0]?.id).not.toBe(first.items[0]?.id);
  });

  test('what operators do is in the log, what was refused is not', async () => {
    const { admin } = operator.client;
    const concertId = await api.world.concert({ title: 'Logged' });
    await admin.configureQueue.mutate({ concertId, paused: true });
    await refusalOf(admin.configureQueue.mutate({ concertId, pollAfterSeconds: 300 }));
    const { items } = await admin.actions.query({ limit: 2 });
    expect(items).toEqual([
      {
        id: expect.any(String),
        operatorId: operator.user.id,
        action: 'configureQueue',
        targetId: concertId,
        details: { paused: true },
        createdAt: api.world.now,
      },
      expect.objectContaining({ action: 'createConcert', targetId: concertId }),
    ]);
    const refunds = await admin.actions.query({ action: 'refund' });
    expect(refunds.items.every(({ action }) => action === 'refund')).toBe(true);
  });
});
