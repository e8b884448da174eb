import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFrontrowClient, isFrontrowError } from '../src/index.ts';
import { outcomeOf, paidOnce } from '../testing/outcome.ts';
import { openSale, type Sale } from '../testing/sale.ts';

let sale: Sale;
let url: string;
let serviceToken: string;
beforeAll(async () => {
  sale = await openSale();
  url = sale.live.server.url;
  const guest = createFrontrowClient({ url, auth: null });
  const input = { name: 'box office', role: 'service' } as const;
  serviceToken = (await guest.session.devSignIn.mutate(input)).accessToken;
});
afterAll(() => sale.close());

const customer = (name: string) => sale.operator.admin.createUser.mutate({ name });

test('a service enters, holds and pays for a customer, with a token asked for each time', async () => {
  const concertId = await sale.concert(2);
  const { id } = await customer('on the phone');
  let asked = 0;
  const token = async () => {
    asked++;
    return serviceToken;
  };
  const client = createFrontrowClient({
    url,
    auth: { serviceToken: token, onBehalfOf: id },
  });
  expect(await client.session.me.query()).toMatchObject({ id, name: 'on the phone' });
  const session = await client.enter(concertId);
  const hold = await session.hold((await session.seats()).slice(0, 1));
  await session.pay(hold, { topUp: true });
  expect(asked).toBeGreaterThan(4);
  expect(await outcomeOf(client)).toEqual(paidOnce(1_000));
  const { items } = await sale.operator.admin.listPayments.query({ userId: id });
  expect(items).toHaveLength(1);
});

test('the places of several customers live in one storage', async () => {
  const concertId = await sale.concert(2, { maxActive: 0 });
  const kept = new Map<string, string>();
  const storage = {
    get: (key: string) => kept.get(key) ?? null,
    set: (key: string, value: string) => void kept.set(key, value),
    remove: (key: string) => void kept.delete(key),
  };
  const place = async (onBehalfOf: string) => {
    const client = createFrontrowClient({ url, storage, auth: { serviceToken, onBehalfOf } });
    for await (const { position } of client.positions(concertId)) return position;
  };
  const [one, other] = [await customer('one'), await customer('other')];
  expect([await place(one.id), await place(other.id)]).toEqual([1, 2]);
  expect([await place(one.id), await place(other.id)]).toEqual([1, 2]);
  expect(kept.size).toBe(2);
});

test('who is no service acts for nobody', async () => {
  const { id } = await customer('a victim');
  const { accessToken } = await createFrontrowClient({ url, auth: null }).session.devSignIn.mutate({
    name: 'a customer',
  });
  const auth = { serviceToken: accessToken, onBehalfOf: id };
  const call = createFrontrowClient({ url, auth }).session.me.query();
  const error = await call.catch((error: unknown) => error);
  expect(isFrontrowError(error, 'FORBIDDEN')).toBe(true);
});
