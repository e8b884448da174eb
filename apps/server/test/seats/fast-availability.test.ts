import { setTimeout as sleep } from 'node:timers/promises';
import { BUDGETS } from '@frontrow/api/access/rate-limit';
import { startDatabaseProxy } from '@frontrow/database/testing/database-proxy';
import { createWorld } from '@frontrow/domain/testing/world';
import superjson from 'superjson';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Api, startApi, type Visitor } from '../../testing/http/api.ts';

/* The second read within a second is answered from memory: a pass that was checked, a performance and places that were read. */

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

let concertId: string;
let performanceId: string;
let seatIds: string[];
let reader: Visitor;
let other: Visitor;
let visitors = 0;
beforeEach(async () => {
  ({ concertId, performanceId, seatIds } = await api.world.concertWithSeats());
  reader = await admitted();
  other = await admitted();
});

async function admitted(): Promise<Visitor> {
  const visitor = await api.visitor(`visitor ${visitors++}`);
  await visitor.enter(concertId);
  return visitor;
}

const search = (input: object, more = '') =>
  `?input=${encodeURIComponent(JSON.stringify(superjson.serialize(input)))}${more}`;

async function get(
  input: object = { performanceId },
  { visitor = reader, more = '', headers = {} as Record<string, string>, url = api.url } = {},
) {
  const response = await fetch(`${url}/trpc/concert.availability${search(input, more)}`, {
    headers: {
      authorization: `Bearer ${visitor.bearer}`,
      'x-queue-token': visitor.token,
      'x-request-id': 'the-same',
      ...headers,
    },
  });
  const ofTransport = ['date', 'connection', 'keep-alive', 'content-length', 'transfer-encoding'];
  const shown = [...response.headers].filter(([name]) => !ofTransport.includes(name));
  return {
    status: response.status,
    headers: Object.fromEntries(shown),
    text: await response.text(),
  };
}

const places = async (): Promise<string> => JSON.parse((await get()).text).result.data.json.places;
const outcome = async (visitor = reader): Promise<string> => {
  const { error } = JSON.parse((await get({ performanceId }, { visitor })).text);
  return error?.json.data.errorCode ?? 'ok';
};

test('the bytes are those of tRPC’s own adapter', async () => {
  await get();
  const { version } = JSON.parse((await get()).text).result.data.json;
  const hold = { performanceId, seatIds: seatIds.slice(0, 1) };
  await reader.client.reservation.hold.mutate(hold);
  for (const input of [
    { performanceId },
    { performanceId, sinceVersion: version },
    { performanceId, sinceVersion: 1 },
    { performanceId, sinceVersion: undefined },
    { performanceId, sinceVersion: -1 },
    { performanceId, sinceVersion: Number.MAX_SAFE_INTEGER },
    { performanceId, sinceVersion: Number.MAX_SAFE_INTEGER + 1 },
    { performanceId: performanceId.toUpperCase() },
    { performanceId, more: 1 },
  ]) {
    // With a parameter that no client sends tRPC's own handler answers.
    const expected = await get(input, { more: '&stock=1' });
    expect(await get(input)).toEqual(expected);
    expect(await get(input)).toEqual(expected);
  }
});

describe('the next read of this server shows what it has changed', () => {
  test('a hold, a release and a payment, of this user and of others', async () => {
    expect(await places()).toMatch(/^AA/);
    const hold = (visitor: Visitor, at: number) =>
      visitor.client.reservation.hold.mutate({
        performanceId,
        seatIds: seatIds.slice(at, at + 1),
      });
    await hold(reader, 0);
    expect(await places()).toMatch(/^HA/);
    const { id: reservationId } = await hold(other, 1);
    expect(await places()).toMatch(/^HH/);
    await other.client.reservation.release.mutate({ reservationId });
    expect(await places()).toMatch(/^HA/);
    const again = await hold(other, 1);
    await other.client.payment.pay.mutate({ reservationId: again.id, topUp: true });
    expect(await places()).toMatch(/^HS/);
  });

  test('the pass is used up by the payment, and ends by leaving', async () => {
    for (const visitor of [reader, other]) expect(await outcome(visitor)).toBe('ok');
    const { id: reservationId } = await reader.client.reservation.hold.mutate({
      performanceId,
      seatIds: seatIds.slice(0, 1),
    });
    await reader.client.payment.pay.mutate({ reservationId, topUp: true });
    expect(await outcome()).toBe('QUEUE_TOKEN_EXPIRED');
    await other.client.queue.leave.mutate();
    expect(await outcome(other)).toBe('QUEUE_TOKEN_EXPIRED');
  });

  test('a user who was deleted, and a date that was cancelled', async () => {
    const operator = await api.visitor('operator of reads', 'operator');
    for (const visitor of [reader, other]) expect(await outcome(visitor)).toBe('ok');
    await operator.client.admin.deleteUser.mutate({ userId: reader.user.id });
    expect(await outcome()).toBe('USER_NOT_FOUND');
    expect(await outcome(other)).toBe('ok');
    await operator.client.admin.cancelPerformance.mutate({ performanceId, reason: 'ill' });
    expect(await outcome(other)).toBe('NO_DATES_AVAILABLE');
  });
});

describe('the passage of time is never late', () => {
  test('a pass ends at its time', async () => {
    expect(await outcome()).toBe('ok');
    api.world.advanceClock(601);
    expect(await outcome()).toBe('QUEUE_TOKEN_EXPIRED');
  });

  test('a sale closes at its time', async () => {
    const operator = await api.visitor('closer of sales', 'operator');
    const salesCloseAt = new Date(api.world.now.getTime() + 60_000);
    await operator.client.admin.updateConcert.mutate({ concertId, salesCloseAt });
    expect(await outcome()).toBe('ok');
    api.world.advanceClock(61);
    expect(await outcome()).toBe('NO_DATES_AVAILABLE');
  });

  test('a hold lapses at its time', async () => {
    await other.client.reservation.hold.mutate({ performanceId, seatIds: seatIds.slice(0, 1) });
    expect(await places()).toMatch(/^HA/);
    api.world.advanceClock(301);
    expect(await places()).toMatch(/^AA/);
  });
});

test('who has another token, or none, is refused, whoever was checked before', async () => {
  for (const visitor of [reader, other]) expect(await outcome(visitor)).toBe('ok');
  expect(await outcome({ ...reader, token: other.token })).toBe('QUEUE_TOKEN_INVALID');
  expect(await outcome({ ...reader, token: 'x' })).toBe('QUEUE_TOKEN_INVALID');
  expect(await outcome({ ...reader, bearer: 'x' })).toBe('UNAUTHENTICATED');
  const elsewhere = await api.world.concertWithSeats();
  const { text } = await get({ performanceId: elsewhere.performanceId });
  expect(JSON.parse(text).error.json.data.errorCode).toBe('QUEUE_TOKEN_INVALID');
});

test('what another server has ended is refused within a second', async () => {
  expect(await outcome()).toBe('ok');
  const second = api.world.server();
  const claims = second.services.queue.verifyToken(reader.token);
  if (!claims) throw new Error('the token is not ours');
  await second.services.queue.leave(claims);
  await expect.poll(() => outcome(), { interval: 50 }).toBe('QUEUE_TOKEN_EXPIRED');
});

test('nothing is read for who is over the budget', async () => {
  const proxies: Awaited<ReturnType<typeof startDatabaseProxy>>[] = [];
  const through = async (target: string) => {
    proxies.push(await startDatabaseProxy(target));
    return proxies[0]?.url ?? '';
  };
  const world = await createWorld({}, 10, { through });
  const budgets = { ...BUDGETS, user: 20 };
  const limited = await startApi({ RATE_LIMIT: 'on' }, world, { budgets });
  const sale = await world.concertWithSeats();
  const visitor = await limited.visitor('asks too often');
  await visitor.enter(sale.concertId);
  const read = () => get({ performanceId: sale.performanceId }, { visitor, url: limited.url });
  const statuses = async (count: number) => {
    const answers = await Promise.all(Array.from({ length: count }, read));
    return new Set(answers.map(({ status }) => status));
  };
  await statuses(30);
  // By then the check of the pass has to be made anew.
  await sleep(1_000);
  proxies[0]?.takeMessages();
  expect(await statuses(30)).toEqual(new Set([429]));
  expect(proxies[0]?.takeMessages()).toEqual([]);
  await limited.close();
  await proxies[0]?.close();
});
