import { packUuids } from '@frontrow/domain/kernel/uuid';
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

describe('tickets', () => {
  test('a ticket can be redeemed once', async () => {
    const { visitor, payment } = await purchase(api, 'fan');
    const { items } = await visitor.client.payment.tickets.query({ paymentId: payment.id });
    const [ticket] = items;
    if (!ticket) throw new Error('a ticket');
    expect(ticket.code).toMatch(/^[0-9A-F]{64}$/);
    expect(ticket.redeemedAt).toBeNull();
    const { redeemTicket } = operator.client.admin;
    expect(await redeemTicket.mutate({ code: ticket.code })).toEqual({
      ticketId: ticket.ticketId,
      label: 'S A-1',
      ...{ section: 'S', row: 'A', number: 1, title: 'T' },
      redeemedAt: api.world.now,
      performanceId: ticket.performanceId,
      concertId: ticket.concertId,
      startsAt: ticket.startsAt,
      timezone: 'Asia/Seoul',
    });
    const redeemedAt = api.world.now;
    api.world.advanceClock(10);
    expect(await refusalOf(redeemTicket.mutate({ code: ticket.code }))).toMatchObject({
      errorCode: 'TICKET_ALREADY_REDEEMED',
      details: { redeemedAt },
    });
    const after = await visitor.client.payment.tickets.query({ paymentId: payment.id });
    expect(after.items[0]).toMatchObject({ status: 'REDEEMED', redeemedAt });
  });

  test('a forged code or a queue token: TICKET_NOT_FOUND', async () => {
    const { visitor, payment } = await purchase(api, 'forger');
    const { items } = await visitor.client.payment.tickets.query({ paymentId: payment.id });
    const code = String(items[0]?.code);
    const flipped = code.slice(0, -1) + (code.endsWith('A') ? 'B' : 'A');
    for (const bad of [flipped, code.slice(1), `${code}x`, visitor.token, 'x']) {
      const call = operator.client.admin.redeemTicket.mutate({ code: bad });
      expect(await refusalOf(call)).toMatchObject({ errorCode: 'TICKET_NOT_FOUND' });
    }
  });

  test('a code survives caps lock, a scanner’s line end and the form of earlier versions', async () => {
    const { visitor, payment } = await purchase(api, 'shouting', 3);
    const { items } = await visitor.client.payment.tickets.query({ paymentId: payment.id });
    const [first, second, third] = items;
    if (!first || !second || !third) throw new Error('three tickets');
    const former = api.world.ctx.ticketKeys.seal(packUuids(third.ticketId));
    const { redeemTicket } = operator.client.admin;
    for (const code of [`${first.code}\r\n`, second.code.toLowerCase(), `\t${former}\n`]) {
      await expect(redeemTicket.mutate({ code })).resolves.toBeTruthy();
    }
  });

  test('a ticket of another performance is refused with its own, and not used up', async () => {
    const { visitor, payment, performanceId } = await purchase(api, 'lost');
    const other = await api.world.concertWithSeats();
    const { items } = await visitor.client.payment.tickets.query({ paymentId: payment.id });
    const [ticket] = items;
    if (!ticket) throw new Error('a ticket');
    const { code, concertId, startsAt, timezone } = ticket;
    const { redeemTicket } = operator.client.admin;
    const wrong = redeemTicket.mutate({ code, performanceId: other.performanceId });
    expect(await refusalOf(wrong)).toMatchObject({
      errorCode: 'TICKET_WRONG_PERFORMANCE',
      httpStatus: 409,
      details: { performanceId, concertId, startsAt, timezone },
    });
    await expect(redeemTicket.mutate({ code, performanceId })).resolves.toBeTruthy();
    const again = redeemTicket.mutate({ code, performanceId: other.performanceId });
    expect(await refusalOf(again)).toMatchObject({ errorCode: 'TICKET_ALREADY_REDEEMED' });
  });

  test('a door redeems, undoes its own redemptions for 10 minutes, and may nothing else of admin', async () => {
    const { visitor, payment, performanceId, concertId } = await purchase(api, 'at the door', 2);
    const door = await api.visitor('north door', 'door');
    const other = await api.visitor('south door', 'door');
    const { items } = await visitor.client.payment.tickets.query({ paymentId: payment.id });
    const [ticket, second] = items;
    if (!ticket || !second) throw new Error('two tickets');
    const { ticketId, code } = ticket;
    const undo = ({ client }: Visitor) => client.admin.undoRedeem.mutate({ ticketId });
    await door.client.admin.redeemTicket.mutate({ code });
    expect(await refusalOf(undo(other))).toMatchObject({ errorCode: 'FORBIDDEN' });
    api.world.advanceClock(599);
    expect(await undo(door)).toMatchObject({ ticketId, status: 'VALID', redeemedAt: null });
    expect(await undo(door)).toMatchObject({ status: 'VALID' });
    await other.client.admin.redeemTicket.mutate({ code });
    expect(await undo(operator)).toMatchObject({ status: 'VALID' });
    await door.client.admin.redeemTicket.mutate({ code: second.code });
    api.world.advanceClock(600);
    const late = door.client.admin.undoRedeem.mutate({ ticketId: second.ticketId });
    expect(await refusalOf(late)).toMatchObject({ errorCode: 'TICKET_ALREADY_REDEEMED' });
    const log = await operator.client.admin.actions.query({ operatorId: door.user.id });
    expect(log.items.map(({ action }) => action)).toEqual([
      ...['redeemTicket', 'undoRedeem', 'redeemTicket'],
    ]);
    const mayNot: (() => Promise<unknown>)[] = [
      () => door.client.admin.listPayments.query({}),
      () => door.client.admin.listReservations.query({}),
      () => door.client.admin.findUsers.query({}),
      () => door.client.admin.createUser.mutate({ name: 'x' }),
      () => door.client.admin.listPerformances.query({ concertId }),
      () => door.client.admin.updatePerformance.mutate({ performanceId }),
      () => door.client.admin.refund.mutate({ paymentId: payment.id }),
      () => door.client.admin.actions.query({}),
      () => visitor.client.admin.redeemTicket.mutate({ code }),
      () => visitor.client.admin.listTickets.query({}),
    ];
    for (const call of mayNot) {
      expect(await refusalOf(call())).toMatchObject({ errorCode: 'FORBIDDEN' });
    }
  });

  test('are listed by performance, status, seat and code, in pages, without their codes', async () => {
    const { visitor, payment, performanceId } = await purchase(api, 'listed', 3);
    const door = await api.visitor('north door', 'door');
    const { listTickets, redeemTicket } = door.client.admin;
    const { items } = await visitor.client.payment.tickets.query({ paymentId: payment.id });
    const [ticket] = items;
    if (!ticket) throw new Error('a ticket');
    await redeemTicket.mutate({ code: ticket.code });
    const shown = {
      ...{ ticketId: ticket.ticketId, performanceId, userId: visitor.user.id },
      ...{ section: 'S', row: 'A', number: 1, label: 'S A-1', status: 'REDEEMED' },
      redeemedAt: api.world.now,
    };
    const found = async (filter: Parameters<typeof listTickets.query>[0]) =>
      (await listTickets.query({ performanceId, ...filter })).items;
    expect(await found({ label: ' s a-1' })).toEqual([shown]);
    expect(await found({ status: 'REDEEMED' })).toEqual([shown]);
    expect(await found({ code: ticket.code.toLowerCase() })).toEqual([shown]);
    expect(await found({ code: 'nonsense' })).toEqual([]);
    const page = await listTickets.query({ performanceId, limit: 2 });
    const rest = await listTickets.query({ performanceId, limit: 2, cursor: page.nextCursor });
    expect([page.items.length, rest.items.length, rest.nextCursor]).toEqual([2, 1, null]);
    expect(JSON.stringify(page)).not.toContain('code');
  });

  test('a redeemed ticket can be refunded: it is void and keeps when it was redeemed', async () => {
    const { visitor, payment, performanceId } = await purchase(api, 'went home');
    const { items } = await visitor.client.payment.tickets.query({ paymentId: payment.id });
    const code = String(items[0]?.code);
    const { redeemTicket, refund, listTickets, undoRedeem } = operator.client.admin;
    const { redeemedAt, ticketId } = await redeemTicket.mutate({ code });
    api.world.advanceClock(10);
    expect(await refund.mutate({ paymentId: payment.id })).toMatchObject({ status: 'REFUNDED' });
    expect((await listTickets.query({ performanceId })).items).toMatchObject([
      { status: 'VOID', redeemedAt },
    ]);
    for (const call of [
      () => redeemTicket.mutate({ code }),
      () => undoRedeem.mutate({ ticketId }),
    ]) {
      expect(await refusalOf(call())).toMatchObject({ errorCode: 'TICKET_VOID' });
    }
  });
});
