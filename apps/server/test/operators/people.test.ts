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

const find = async (text: string) =>
  (await operator.client.admin.findPeople.query({ text })).items.map(({ user, by, label }) => ({
    ...{ name: user.name, by },
    ...(label === null ? {} : { label }),
  }));

describe('admin.findPeople', () => {
  test('finds a person by all that one would say or read out', async () => {
    const { payment, visitor } = await purchase(api, 'Ada Lovelace', 1);
    const [ticket] = (await visitor.client.payment.tickets.query({ paymentId: payment.id })).items;
    if (!ticket) throw new Error('no ticket');
    const name = visitor.user.name;
    expect(await find('da LOVE')).toEqual([{ name, by: 'name' }]);
    expect(await find(visitor.user.id.toUpperCase())).toEqual([{ name, by: 'userId' }]);
    expect(await find(payment.id)).toEqual([{ name, by: 'paymentId' }]);
    expect(await find(payment.reservationId)).toEqual([{ name, by: 'reservationId' }]);
    const { label } = ticket;
    expect(await find(ticket.ticketId)).toEqual([{ name, by: 'ticketId', label }]);
    expect(await find(ticket.code.toLowerCase())).toEqual([{ name, by: 'ticketCode', label }]);
    expect(await find(label.toLowerCase())).toContainEqual({ name, by: 'seat', label });
    expect(await find('nobody is called so')).toEqual([]);
    const { createUser } = operator.client.admin;
    await createUser.mutate({ name: 'By their issuer', externalId: 'crm|2041' });
    expect(await find('crm|2041')).toEqual([{ name: 'By their issuer', by: 'externalId' }]);
  });
});

describe('admin.person', () => {
  test('tells the whole story of a user', async () => {
    const { concertId, payment, visitor } = await purchase(api, 'Grace', 2);
    await operator.client.admin.refund.mutate({ paymentId: payment.id, reason: 'asked for' });
    const story = await operator.client.admin.person.query({ userId: visitor.user.id });
    expect(story.user).toMatchObject({ id: visitor.user.id, name: visitor.user.name });
    expect(story.turns).toMatchObject([{ concertId, status: 'COMPLETED' }]);
    expect(story.reservations).toMatchObject([
      { id: payment.reservationId, status: 'REFUNDED', seats: [{}, {}] },
    ]);
    expect(story.payments).toMatchObject([{ id: payment.id, status: 'REFUNDED' }]);
    expect(story.tickets).toMatchObject([
      { paymentId: payment.id, status: 'VOID' },
      { paymentId: payment.id, status: 'VOID' },
    ]);
    const types = story.entries.map(({ type }) => type);
    expect(types).toEqual(['REFUND', 'PAYMENT', 'CHARGE']);
    expect(story.balance.amount).toBe(story.entries[0]?.balanceAfter);
    expect(story.performances).toMatchObject([{ concertId, timezone: expect.any(String) }]);
    expect(story.concerts).toMatchObject([{ concertId }]);
    expect(story.more).toBe(false);
  });

  test('refuses a user who does not exist', async () => {
    const userId = '01920000-0000-7000-8000-00000000dead';
    expect(await refusalOf(operator.client.admin.person.query({ userId }))).toMatchObject({
      errorCode: 'USER_NOT_FOUND',
    });
  });
});
