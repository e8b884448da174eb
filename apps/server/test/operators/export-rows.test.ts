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

type Kind = 'sales' | 'ledger' | 'checkIns';

/** The whole table, page by page, each row as an object. */
async function table(kind: Kind, filter: object = {}, limit = 1_000) {
  const all: Record<string, string | number | null>[] = [];
  let pages = 0;
  for (let cursor: string | null = null; ; pages++) {
    const page: Awaited<ReturnType<typeof operator.client.admin.exportRows.query>> =
      await operator.client.admin.exportRows.query({ kind, ...filter, cursor, limit });
    for (const row of page.rows) {
      all.push(Object.fromEntries(page.columns.map((name, index) => [name, row[index] ?? null])));
    }
    cursor = page.nextCursor;
    if (cursor === null) return { all, pages: pages + 1 };
  }
}

describe('admin.exportRows', () => {
  test('has a row for each place that was sold, page by page', async () => {
    const { concertId, payment, visitor } = await purchase(api, 'a buyer of three', 3);
    const { all } = await table('sales', { concertId });
    expect(all).toHaveLength(3);
    expect(all[0]).toMatchObject({
      paymentId: payment.id,
      status: 'PAID',
      paidAt: payment.paidAt.toISOString(),
      refundedAt: null,
      userName: visitor.user.name,
      currency: 'KRW',
    });
    expect(all.reduce((sum, { price }) => sum + Number(price), 0)).toBe(payment.amount);
    expect(new Set(all.map(({ label }) => label)).size).toBe(3);
  });

  test('has each entry of the ledger once, in any size of page', async () => {
    await purchase(api, 'another buyer', 1);
    const whole = await table('ledger');
    const inParts = await table('ledger', {}, 1);
    expect(inParts.all).toEqual(whole.all);
    expect(inParts.pages).toBe(whole.all.length + 1);
    const sum = whole.all.reduce((total, { amount }) => total + Number(amount), 0);
    expect(sum).toBe(0);
  });

  test('has each ticket that was used, with who let it in', async () => {
    const { concertId, payment, visitor } = await purchase(api, 'somebody who comes', 2);
    const { items } = await visitor.client.payment.tickets.query({ paymentId: payment.id });
    await operator.client.admin.redeemTicket.mutate({ code: items[0]?.code ?? '' });
    const { all } = await table('checkIns', { concertId });
    expect(all).toMatchObject([
      { ticketId: items[0]?.ticketId, status: 'REDEEMED', redeemedBy: operator.user.name },
    ]);
  });

  test('refuses a cursor of another table', async () => {
    const call = operator.client.admin.exportRows.query({ kind: 'sales', cursor: '17' });
    expect(await refusalOf(call)).toMatchObject({ errorCode: 'VALIDATION_FAILED' });
  });
});
