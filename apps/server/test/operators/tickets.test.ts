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
    expect(ticket.code).toMatch(/^[A-Za-z0-9_.-]{20,80}$/);
    const { redeemTicket } = operator.client.admin;
    expect(await redeemTicket.mutate({ code: ticket.code })).toEqual({
      ticketId: ticket.ticketId,
      label: 'S A-1',
      redeemedAt: api.world.now,
    });
    const redeemedAt = api.world.now;
    api.world.advanceClock(10);
    expect(await refusalOf(redeemTicket.mutate({ code: ticket.code }))).toMatchObject({
      errorCode: 'TICKET_ALREADY_REDEEMED',
      details: { redeemedAt },
    });
    const after = await visitor.client.payment.tickets.query({ paymentId: payment.id });
    expect(after.items[0]?.status).toBe('REDEEMED');
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
});
