import { createFrontrowClient, isFrontrowError } from '@frontrow/sdk';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createMemoryStorage } from '../../testing/sale/memory-storage.ts';
import { outcomeOf, paidOnce } from '../../testing/sale/outcome.ts';
import { openSale, type Sale } from '../../testing/sale/sale.ts';

let sale: Sale;
let url: string;
let serviceToken: string;
beforeAll(async () => {
  sale = await openSale();
  url = sale.live.server.url;
  const anonymous = createFrontrowClient({ url, auth: null });
  const input = { name: 'service', role: 'service' } as const;
  serviceToken = (await anonymous.session.devSignIn.mutate(input)).accessToken;
});
afterAll(() => sale.close());

const customer = (name: string) => sale.operator.admin.createUser.mutate({ name });

test('a service enters, holds and pays for a customer, and requests its token before each call', async () => {
  const concertId = await sale.concert(2);
  const { id } = await customer('customer');
  let tokenRequests = 0;
  const token = async () => {
    tokenRequests++;
    return serviceToken;
  };
  const client = createFrontrowClient({
    url,
    auth: { serviceToken: token, onBehalfOf: id },
  });
  expect(await client.session.me.query()).toMatchObject({ id, name: 'customer' });
  const session = await client.enter(concertId);
  const hold = await session.hold((await session.seats()).slice(0, 1));
  await session.pay(hold, { topUp: true });
  expect(tokenRequests).toBeGreaterThan(4);
  expect(await outcomeOf(client)).toEqual(paidOnce(1_000));
  const { items } = await sale.operator.admin.listPayments.query({ userId: id });
  expect(items).toHaveLength(1);
});

test('one storage keeps the queue entries of several customers', async () => {
  const concertId = await sale.concert(2, { maxActive: 0 });
  const storage = createMemoryStorage();
  const positionOf = async (onBehalfOf: string) => {
    const client = createFrontrowClient({ url, storage, auth: { serviceToken, onBehalfOf } });
    for await (const { position } of client.positions(concertId)) return position;
  };
  const [one, other] = [await customer('one'), await customer('other')];
  expect([await positionOf(one.id), await positionOf(other.id)]).toEqual([1, 2]);
  expect([await positionOf(one.id), await positionOf(other.id)]).toEqual([1, 2]);
  expect(storage.entries.size).toBe(2);
});

test('a token without the role service cannot act for a user', async () => {
  const { id } = await customer('another customer');
  const { accessToken } = await createFrontrowClient({ url, auth: null }).session.devSignIn.mutate({
    name: 'not a service',
  });
  const auth = { serviceToken: accessToken, onBehalfOf: id };
  const call = createFrontrowClient({ url, auth }).session.me.query();
  const error = await call.catch((error: unknown) => error);
  expect(isFrontrowError(error, 'FORBIDDEN')).toBe(true);
});
