import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, refusalOf, startApi } from '../../testing/http/api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const unknownUser = async () => {
  const sub = '01920000-0000-7000-8000-00000000dead';
  return api.client({ authorization: `Bearer ${await api.bearer({ sub })}` });
};

describe('잔액 조회 (balance)', () => {
  test('the balance is returned without a queue token', async () => {
    const visitor = await api.visitor('poor');
    expect(await visitor.client.balance.get.query()).toEqual({ amount: 0, currency: 'KRW' });
  });

  test('the user does not exist: USER_NOT_FOUND', async () => {
    expect(await refusalOf((await unknownUser()).balance.get.query())).toMatchObject({
      errorCode: 'USER_NOT_FOUND',
    });
  });
});

describe('잔액 충전 (charge)', () => {
  test('the new balance is returned, and the ledger has the entry', async () => {
    const visitor = await api.visitor('rich');
    await visitor.client.balance.charge.mutate({ amount: 30_000 });
    const charged = await visitor.client.balance.charge.mutate({ amount: 12_345 });
    expect(charged).toEqual({ amount: 42_345, currency: 'KRW', entryId: expect.any(String) });
    expect(await visitor.client.balance.get.query()).toEqual({ amount: 42_345, currency: 'KRW' });
    expect(await visitor.client.balance.history.query({ limit: 1 })).toEqual({
      items: [
        {
          id: charged.entryId,
          type: 'CHARGE',
          amount: 12_345,
          balanceAfter: 42_345,
          paymentId: null,
          topUpId: null,
          createdAt: api.world.now,
        },
      ],
      nextCursor: expect.any(String),
    });
  });

  test('the user does not exist: USER_NOT_FOUND', async () => {
    const { charge } = (await unknownUser()).balance;
    expect(await refusalOf(charge.mutate({ amount: 1 }))).toMatchObject({
      errorCode: 'USER_NOT_FOUND',
    });
  });

  test.for([
    ['null', null],
    ['missing', undefined],
    ['zero', 0],
    ['negative', -1],
    ['fractional', 0.5],
    ['text', '1000'],
    ['not a number', Number.NaN],
    ['infinite', Number.POSITIVE_INFINITY],
    ['unsafe', Number.MAX_SAFE_INTEGER + 1],
    ['a bigint', 10n],
    ['an object', { amount: 1 }],
    ['over the limit', 10_000_001],
  ] as const)('the amount is not valid (%s): INVALID_AMOUNT', async ([, amount]) => {
    const visitor = await api.visitor('strange');
    const { charge } = visitor.client.balance;
    expect(await refusalOf(charge.mutate({ amount: amount as number }))).toMatchObject({
      errorCode: 'INVALID_AMOUNT',
      code: 'BAD_REQUEST',
      details: { issues: [{ path: ['amount'] }] },
    });
    expect(await visitor.client.balance.get.query()).toMatchObject({ amount: 0 });
    expect((await visitor.client.balance.history.query({})).items).toEqual([]);
  });

  test('the balance would exceed MAX_BALANCE: INVALID_AMOUNT', async () => {
    const visitor = await api.visitor('hoarder');
    const { charge } = visitor.client.balance;
    for (let n = 0; n < 10; n++) await charge.mutate({ amount: 10_000_000 });
    expect(await refusalOf(charge.mutate({ amount: 1 }))).toMatchObject({
      errorCode: 'INVALID_AMOUNT',
    });
    expect(await visitor.client.balance.get.query()).toMatchObject({ amount: 100_000_000 });
  });
});
