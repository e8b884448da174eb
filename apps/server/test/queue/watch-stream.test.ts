import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, startApi, type Visitor } from '../../testing/http/api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

const INPUT = `input=${encodeURIComponent('{"json":null,"meta":{"values":["undefined"],"v":1}}')}`;
/** No client sends this parameter. With it tRPC's own handler answers instead of our stream. */
const TRPC_HANDLER = 'stock';
const ALL = Number.POSITIVE_INFINITY;

async function readStream(search: string, headers: Record<string, string>, events: number) {
  const cut = new AbortController();
  const response = await fetch(`${api.url}/trpc/queue.watch?${search}`, {
    headers: { accept: 'text/event-stream', 'x-request-id': 'the-same', ...headers },
    signal: cut.signal,
  });
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (text.split('\n\n\n').length > events) break;
  }
  cut.abort();
  const { date: _, 'keep-alive': __, ...shown } = Object.fromEntries(response.headers);
  return { status: response.status, headers: shown, text };
}

const headersOf = ({ bearer, token }: Pick<Visitor, 'bearer' | 'token'>) => ({
  authorization: `Bearer ${bearer}`,
  'x-queue-token': token,
});

test('the bytes are the same as those of tRPC’s own handler', async () => {
  const concertId = await api.world.concert({ queue: { maxActive: 1 } });
  const [pass, waiting] = [await api.visitor('streams in'), await api.visitor('streams waiting')];
  await pass.enter(concertId);
  await waiting.enter(concertId);
  for (const [headers, last] of [
    [headersOf(pass), '"status":"ACTIVE"'],
    [headersOf(waiting), '"position":1'],
    [{}, 'UNAUTHENTICATED'],
    [{ authorization: `Bearer ${pass.bearer}` }, 'QUEUE_TOKEN_REQUIRED'],
    [{ ...headersOf(pass), 'x-queue-token': waiting.token }, 'QUEUE_TOKEN_INVALID'],
  ] as [Record<string, string>, string][]) {
    const byTrpc = await readStream(TRPC_HANDLER, headers, 2);
    expect(byTrpc.text).toContain('event: connected');
    expect(byTrpc.text).toContain(last);
    for (const search of ['', INPUT]) expect(await readStream(search, headers, 2)).toEqual(byTrpc);
  }
});

test('a stream ends with its bearer token, without an event that would keep clients from coming back', async () => {
  const concertId = await api.world.concert({ queue: { maxActive: 0 } });
  const waiting = await api.visitor('streams until the token ends');
  await waiting.enter(concertId);
  const expiresAt = Math.floor(Date.now() / 1000) + 4;
  const bearer = await api.bearer({ sub: waiting.user.id }, expiresAt);
  const readUntilEnd = async (search: string) => {
    const { text } = await readStream(search, headersOf({ ...waiting, bearer }), ALL);
    const seconds = Date.now() / 1000 - expiresAt;
    expect(seconds).toBeGreaterThanOrEqual(0);
    // The next ping, which would end a stream that is too old, comes after 15 seconds.
    expect(seconds).toBeLessThan(8);
    expect(text).toContain('"status":"WAITING"');
    expect(text).not.toMatch(/event: (return|serialized-error)/);
  };
  await Promise.all([TRPC_HANDLER, '', INPUT].map(readUntilEnd));
});

test('any other request to queue.watch is answered by tRPC’s own handler', async () => {
  const batch = await fetch(`${api.url}/trpc/queue.watch?batch=1&input=%7B%7D`);
  expect(batch.status).toBe(400);
  const posted = await fetch(`${api.url}/trpc/queue.watch`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  expect(await posted.text()).toContain('METHOD_NOT_SUPPORTED');
});
