import { BUDGETS } from '@frontrow/api/access/rate-limit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi, type Visitor } from '../../testing/http/api.ts';

/*
 * Polls of those who wait, as the fast lane answers them, beside tRPC's own adapter, which answers a request with a
 * parameter that no client sends.
 */

const ORIGIN = 'https://shop.example';
const NO_INPUT = `?input=${encodeURIComponent('{"json":null,"meta":{"values":["undefined"],"v":1}}')}`;

let api: Api;
beforeAll(async () => {
  api = await startApi({ CORS_ORIGINS: ORIGIN });
});
afterAll(() => api.close());

const headersOf = ({ bearer, token }: Pick<Visitor, 'bearer' | 'token'>) => ({
  authorization: `Bearer ${bearer}`,
  'x-queue-token': token,
  'x-request-id': 'the-same',
});

async function get(search: string, headers: Record<string, string>) {
  const response = await fetch(`${api.url}/trpc/queue.status${search}`, { headers });
  const ofTransport = ['date', 'connection', 'keep-alive', 'content-length', 'transfer-encoding'];
  const shown = [...response.headers].filter(([name]) => !ofTransport.includes(name));
  return {
    status: response.status,
    headers: Object.fromEntries(shown),
    text: await response.text(),
  };
}

async function expectTheSame(headers: Record<string, string>): Promise<string> {
  const expected = await get('?stock=1', headers);
  for (const search of ['', NO_INPUT]) expect(await get(search, headers)).toEqual(expected);
  return expected.text;
}

/** Visitors who wait for a concert, in the order in which they came. */
async function waitingFor(
  concert: Parameters<Api['world']['concertWithSeats']>[0],
  names: string[],
): Promise<{ concertId: string; visitors: Visitor[] }> {
  const { concertId } = await api.world.concertWithSeats(concert);
  const visitors: Visitor[] = [];
  for (const name of names) {
    const visitor = await api.visitor(`${name} of ${concertId}`);
    await visitor.enter(concertId);
    visitors.push(visitor);
  }
  // Answers from memory are 450 ms behind, by the clock of this world.
  api.world.advanceClock(1);
  return { concertId, visitors };
}

describe('the bytes are those of tRPC’s own adapter', () => {
  test('for all who wait, with and without an estimate, and what operators tell them', async () => {
    const { concertId, visitors } = await waitingFor({ queue: { maxActive: 1 } }, ['a', 'b', 'c']);
    const [, second, third] = visitors as [Visitor, Visitor, Visitor];
    expect(await expectTheSame(headersOf(second))).toContain(
      '"position":1,"estimatedWaitSeconds":',
    );
    expect(await expectTheSame(headersOf(third))).toContain('"position":2');
    for (const message of ['Doors at 7', 'Zwei "Türen"\n\u{1f3ab} 문', '\u2028</script>']) {
      await api.world.configureQueue(concertId, { message, paused: true });
      api.world.advanceClock(1);
      const text = await expectTheSame(headersOf(third));
      expect(JSON.parse(text).result.data.json).toMatchObject({ message, paused: true });
    }
  });

  test('with an opening, and in the pre-queue', async () => {
    const salesOpenAt = new Date(api.world.now.getTime() + 3_600_000);
    const { visitors } = await waitingFor({ salesOpenAt }, ['early']);
    const text = await expectTheSame(headersOf(visitors[0] as Visitor));
    expect(text).toContain('"status":"PREQUEUE","position":null');
    expect(text).toContain('"opensAt":["Date"]');
    expect(text).toMatch(/"entrant":"[0-9a-f-]{36}"/);
  });

  test('as the queue moves, with the token of the last answer and with an older one', async () => {
    const { concertId, visitors } = await waitingFor({ queue: { maxActive: 1 } }, [...'abcdef']);
    const last = visitors.at(-1) as Visitor;
    const first = headersOf(last);
    let newest = first;
    for (let maxActive = 2; maxActive <= 5; maxActive++) {
      await api.world.configureQueue(concertId, { maxActive });
      await api.world.admit(concertId);
      api.world.advanceClock(1);
      await expectTheSame(first);
      const { token, position } = JSON.parse(await expectTheSame(newest)).result.data.json;
      expect(position).toBe(6 - maxActive);
      newest = { ...newest, 'x-queue-token': token };
    }
    await api.world.configureQueue(concertId, { maxActive: 6 });
    await api.world.admit(concertId);
    api.world.advanceClock(1);
    expect((await get('', newest)).text).toContain('"status":"ACTIVE"');
  });

  test('for pages of an allowed origin, of another one, and behind TLS', async () => {
    const { visitors } = await waitingFor({ queue: { maxActive: 0 } }, ['a']);
    const headers = headersOf(visitors[0] as Visitor);
    await expectTheSame({ ...headers, origin: ORIGIN });
    await expectTheSame({ ...headers, origin: 'https://other.example' });
    const proxied = await startApi({ TRUST_PROXY: '1' }, api.world);
    const tls = { ...headers, 'x-forwarded-proto': 'https' };
    const answer = await fetch(`${proxied.url}/trpc/queue.status`, { headers: tls });
    expect(answer.headers.get('strict-transport-security')).toContain('max-age=');
    proxied.stop();
  });
});

describe('nothing is skipped that keeps others out', () => {
  test('a token of somebody else, a bearer that is none, an entry that has ended', async () => {
    const { visitors } = await waitingFor({ queue: { maxActive: 0 } }, ['a', 'b']);
    const [one, other] = visitors as [Visitor, Visitor];
    await get('', headersOf(one));
    const own = headersOf(one);
    const refused = async (headers: Record<string, string>) => {
      const { status, text } = await get('', { ...own, ...headers });
      return [status, JSON.parse(text).error.json.data.errorCode];
    };
    expect(await refused(headersOf({ bearer: one.bearer, token: other.token }))).toEqual([
      401,
      'QUEUE_TOKEN_INVALID',
    ]);
    const changed = `${one.bearer.slice(0, -2)}${one.bearer.endsWith('A') ? 'BB' : 'AA'}`;
    expect(await refused({ authorization: `Bearer ${changed}` })).toEqual([401, 'UNAUTHENTICATED']);
    const forged = one.token.replace(/.$/, (last) => (last === 'A' ? 'E' : 'A'));
    expect((await refused({ 'x-queue-token': forged }))[1]).toBe('QUEUE_TOKEN_INVALID');
    expect((await refused({ 'x-on-behalf-of': other.user.id }))[1]).toBe('FORBIDDEN');
    await one.client.queue.leave.mutate();
    api.world.advanceClock(1);
    expect((await refused({}))[1]).toBe('QUEUE_TOKEN_EXPIRED');
  });

  test('a bearer that expires between two polls', async () => {
    const { visitors } = await waitingFor({ queue: { maxActive: 0 } }, ['a']);
    const visitor = visitors[0] as Visitor;
    const expiry = Math.floor(Date.now() / 1_000) + 2;
    const bearer = await api.bearer({ sub: visitor.user.id }, expiry);
    const poll = () => get('', headersOf({ bearer, token: visitor.token }));
    expect((await poll()).status).toBe(200);
    await expect.poll(async () => (await poll()).status, { interval: 100 }).toBe(401);
    expect(Date.now()).toBeGreaterThanOrEqual(expiry * 1_000);
  });

  test('the budget of the user, which all calls share', async () => {
    const { visitors } = await waitingFor({ queue: { maxActive: 0 } }, ['a', 'b']);
    const [one, other] = visitors as [Visitor, Visitor];
    const limited = await startApi({ RATE_LIMIT: 'on' }, api.world);
    const poll = (visitor: Visitor) =>
      fetch(`${limited.url}/trpc/queue.status`, { headers: headersOf(visitor) });
    const statuses = await Promise.all(Array.from({ length: BUDGETS.user + 20 }, () => poll(one)));
    expect(statuses.filter(({ status }) => status === 200)).toHaveLength(BUDGETS.user);
    const refusal = statuses.find(({ status }) => status !== 200);
    expect(refusal?.status).toBe(429);
    expect(Number(refusal?.headers.get('retry-after'))).toBeGreaterThan(0);
    const me = await fetch(`${limited.url}/trpc/session.me`, { headers: headersOf(one) });
    expect(me.status).toBe(429);
    expect((await poll(other)).status).toBe(200);
    limited.stop();
  });

  test('metrics count every poll, and a server that drains closes connections', async () => {
    const { visitors } = await waitingFor({ queue: { maxActive: 0 } }, ['a']);
    const headers = headersOf(visitors[0] as Visitor);
    const counted = async (url: string) => {
      const text = await (await fetch(`${url}/metrics`)).text();
      const of = (name: string) => Number(new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1] ?? 0);
      return [
        of('frontrow_calls_total\\{procedure="queue.status",outcome="ok"\\}'),
        of('frontrow_call_seconds_count\\{procedure="queue.status"\\}'),
      ];
    };
    const [calls = 0, seconds = 0] = await counted(api.url);
    for (let n = 0; n < 30; n++) await get('', headers);
    // Scrapes that come together share one answer.
    await expect.poll(() => counted(api.url)).toEqual([calls + 30, seconds + 30]);
    const draining = await startApi({}, api.world, { isDraining: () => true });
    const answer = await fetch(`${draining.url}/trpc/queue.status`, { headers });
    expect([answer.status, answer.headers.get('connection')]).toEqual([200, 'close']);
    draining.stop();
  });
});
