import { setTimeout as sleep } from 'node:timers/promises';
import { BUDGETS } from '@frontrow/api/access/rate-limit';
import superjson from 'superjson';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi } from '../../testing/http/api.ts';

/* The second of two public reads within a second is answered from what was kept of the first. */

const ORIGIN = 'https://shop.example';

let api: Api;
let concertId: string;
let performanceId: string;
beforeAll(async () => {
  api = await startApi({ CORS_ORIGINS: ORIGIN });
  ({ concertId, performanceId } = await api.world.concertWithSeats());
});
afterAll(() => api.close());

const search = (input: unknown) =>
  `?input=${encodeURIComponent(JSON.stringify(superjson.serialize(input)))}`;
const concert = (id: string) => `/trpc/concert.get${search({ concertId: id })}`;
const list = (input: object) => `/trpc/concert.list${search({ search: 'kept', ...input })}`;
const chart = (id: string) => `/trpc/concert.chart${search({ performanceId: id })}`;

async function read(path: string, headers: Record<string, string> = {}, url = api.url) {
  const response = await fetch(url + path, { headers: { 'x-request-id': 'the-same', ...headers } });
  const ofTransport = ['date', 'connection', 'keep-alive', 'content-length', 'transfer-encoding'];
  const shown = [...response.headers].filter(([name]) => !ofTransport.includes(name));
  return {
    status: response.status,
    headers: Object.fromEntries(shown),
    text: await response.text(),
  };
}

/** What is kept looks as what is made anew, so this waits until nothing can be. */
const untilNothingIsKept = () => sleep(900);

describe('the same bytes and headers', () => {
  test.for<[string, Record<string, string>]>([
    ['to anybody', {}],
    ['compressed', { 'accept-encoding': 'gzip' }],
    ['not compressed', { 'accept-encoding': 'identity' }],
    ['to a page of an allowed origin', { origin: ORIGIN }],
    ['to a page of another origin', { origin: 'https://other.example' }],
    ['to who has another version', { 'if-none-match': '"x"' }],
  ])('%s', async ([, headers]) => {
    for (const path of [concert(concertId), chart(performanceId)]) {
      await untilNothingIsKept();
      const first = await read(path, headers);
      expect(first.status).toBe(200);
      expect(await read(path, headers)).toEqual(first);
      const known = { ...headers, 'if-none-match': first.headers.etag ?? '' };
      const kept = await read(path, known);
      await untilNothingIsKept();
      expect(kept).toEqual(await read(path, known));
      expect([kept.status, kept.text]).toEqual([304, '']);
    }
  });
});

describe('is as new as any other answer', () => {
  const titleOf = async (path: string, url = api.url) =>
    JSON.parse((await read(path, {}, url)).text).result.data.json.title;

  test('what this server has changed is in its next answer', async () => {
    const operator = await api.visitor('editor', 'operator');
    for (let n = 0; n < 5; n++) {
      await titleOf(concert(concertId));
      const title = `Edition ${n}`;
      await operator.client.admin.updateConcert.mutate({ concertId, title });
      expect(await titleOf(concert(concertId))).toBe(title);
    }
  });

  test('what another server has changed is there within a second', async () => {
    const other = api.world.server();
    const caller = await api.world.caller('other editor', 'operator');
    await titleOf(concert(concertId));
    await other.services.admin.updateConcert(caller, { concertId, title: 'By another server' });
    await expect
      .poll(() => titleOf(concert(concertId)), { interval: 20 })
      .toBe('By another server');
  });

  test('a sale opens and closes at its time, and not when the kept answer ends', async () => {
    const hour = 3_600_000;
    const at = (hours: number) => new Date(api.world.now.getTime() + hours * hour);
    const made = await api.world.concertWithSeats({ salesOpenAt: at(1), salesCloseAt: at(2) });
    const isOnSale = async () =>
      JSON.parse((await read(concert(made.concertId))).text).result.data.json.onSale;
    for (const expected of [false, true, false]) {
      expect(await isOnSale()).toBe(expected);
      expect(await isOnSale()).toBe(expected);
      api.world.advanceClock(3_600);
    }
  });

  test('a list has the same bytes, and shows at once what this server changes and what time does', async () => {
    const operator = await api.visitor('lister', 'operator');
    const salesOpenAt = new Date(api.world.now.getTime() + 3_600_000);
    const made = await api.world.concertWithSeats({ salesOpenAt });
    const update = (title: string) =>
      operator.client.admin.updateConcert.mutate({ concertId: made.concertId, title });
    await update('Kept one');
    for (const path of [
      list({}),
      list({ withDates: true }),
      list({ withDates: false, limit: 1 }),
    ]) {
      const first = await read(path);
      expect(first.status).toBe(200);
      expect(await read(path)).toEqual(first);
      expect((await read(path, { 'if-none-match': first.headers.etag ?? '' })).status).toBe(304);
      const items = async () => JSON.parse((await read(path)).text).result.data.json.items;
      expect(await items()).toMatchObject([{ title: 'Kept one', onSale: false }]);
      await update('Kept two');
      expect(await items()).toMatchObject([{ title: 'Kept two' }]);
      await update('Kept one');
    }
    for (const path of [list({}), list({ withDates: true })]) await read(path);
    api.world.advanceClock(3_600);
    for (const path of [list({}), list({ withDates: true })]) {
      const [item] = JSON.parse((await read(path)).text).result.data.json.items;
      expect(item).toMatchObject({ onSale: true });
    }
  });

  test('a refusal is not kept', async () => {
    const operator = await api.visitor('maker', 'operator');
    const dead = concert('01920000-0000-7000-8000-00000000dead');
    expect((await read(dead)).status).toBe(404);
    expect((await read(dead)).headers['cache-control']).toBe('private, no-store');
    const made = { title: 'New', artist: 'A', venue: 'V' };
    const { id } = await operator.client.admin.createConcert.mutate(made);
    expect((await read(concert(id))).status).toBe(200);
  });
});

test('kept answers are counted by who asks, as all calls are', async () => {
  const limited = await startApi({ RATE_LIMIT: 'on' }, api.world, {
    budgets: { ...BUDGETS, address: 50, user: 20 },
  });
  const visitor = await api.visitor('reader');
  const statuses = async (count: number, headers: Record<string, string>) => {
    const answers = Array.from({ length: count }, () =>
      read(concert(concertId), headers, limited.url),
    );
    const found = (await Promise.all(answers)).map(({ status }) => status);
    return [200, 429].map((status) => found.filter((one) => one === status).length);
  };
  expect(await statuses(60, {})).toEqual([50, 10]);
  const authorization = `Bearer ${visitor.bearer}`;
  expect(await statuses(30, { authorization })).toEqual([20, 10]);
  limited.stop();
});
