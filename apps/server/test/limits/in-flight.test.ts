import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { until } from '@frontrow/embedded/testing/until';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, startApi, type Visitor } from '../../testing/http/api.ts';
import { answerOf } from '../../testing/http/raw.ts';

const BOUNDS = { user: 2, service: 3, address: 5 };

let api: Api;
let concertId: string;
beforeAll(async () => {
  api = await startApi({ TRUST_PROXY: 'on', WATCHES_PER_USER: '2' }, undefined, {
    inFlight: BOUNDS,
  });
  concertId = await api.world.concert();
});
afterAll(() => api.close());

const headersOf = ({ bearer, token }: Visitor): Record<string, string> => ({
  authorization: `Bearer ${bearer}`,
  ...(token ? { 'x-queue-token': token } : {}),
});

/** Sends the headers of a request whose body never comes. A call that needs a token would be refused without it. */
async function halfOpen(headers: Record<string, string>): Promise<Socket> {
  const { hostname, port } = new URL(api.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  await once(socket, 'connect');
  const lines = Object.entries({ host: 'localhost', 'content-length': '9', ...headers });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.write(
    `POST /trpc/session.devSignIn HTTP/1.1\r\ncontent-type: application/json\r\n${head}\r\n`,
  );
  return socket;
}

const outcomeOf = async (path: string, headers: Record<string, string>) => {
  const answer = await answerOf(await fetch(api.url + path, { headers }));
  return answer.error.errorCode === 'none' ? String(answer.status) : answer.error.errorCode;
};

test('a user with too many requests in flight is refused, before the input is read', async () => {
  const [busy, other] = [await api.visitor('busy'), await api.visitor('other')];
  const open = [await halfOpen(headersOf(busy)), await halfOpen(headersOf(busy))];
  const call = () => outcomeOf('/trpc/session.me', headersOf(busy));
  await until('both are in flight', async () => (await call()) === 'RATE_LIMITED');
  const third = await halfOpen(headersOf(busy));
  const [answer] = await once(third, 'data');
  expect(String(answer)).toMatch(/^HTTP\/1\.1 429 [\s\S]*"details":\{"retryAfterSeconds":1\}/);
  expect(await outcomeOf('/trpc/session.me', headersOf(other))).toBe('200');
  for (const socket of [...open, third]) socket.destroy();
  await until('none is in flight', async () => (await call()) === '200');
});

test('an address with too many is refused, whatever is asked for; others are not', async () => {
  const from = (address: string) => ({ 'x-forwarded-for': address });
  const open = await Promise.all(
    Array.from({ length: BOUNDS.address }, () => halfOpen(from('192.0.2.1'))),
  );
  const call = (address: string) => outcomeOf('/nowhere', from(address));
  await until('all are in flight', async () => (await call('192.0.2.1')) === 'RATE_LIMITED');
  expect(await outcomeOf('/healthz', from('192.0.2.1'))).toBe('RATE_LIMITED');
  expect(await call('192.0.2.2')).toBe('404');
  for (const socket of open) socket.destroy();
  await until('none is in flight', async () => (await call('192.0.2.1')) === '404');
});

test('open watches are not in flight; a user may have WATCHES_PER_USER, the next is RATE_LIMITED', async () => {
  const watcher = await api.visitor('watcher');
  await watcher.enter(concertId);
  const watch = async () => {
    const gone = new AbortController();
    const init = { headers: headersOf(watcher), signal: gone.signal };
    const { body } = await fetch(`${api.url}/trpc/queue.watch`, init);
    const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!/data: \{"json":\{"(token|message)/.test(text)) {
      const { value, done } = (await reader?.read()) ?? { value: '', done: true };
      if (done) break;
      text += value;
    }
    return { text, close: () => gone.abort() };
  };
  const open = [await watch(), await watch()];
  for (const { text } of open) expect(text).toContain('"status":"ACTIVE"');
  const refused = await watch();
  expect(refused.text).toContain('event: serialized-error');
  expect(refused.text).toContain('"errorCode":"RATE_LIMITED","details":{"retryAfterSeconds":5}');
  const metrics = await (await fetch(`${api.url}/metrics`)).text();
  expect(metrics).toContain(
    'frontrow_calls_total{procedure="queue.watch",outcome="RATE_LIMITED"} 1',
  );
  expect(await outcomeOf('/trpc/session.me', headersOf(watcher))).toBe('200');
  const other = await api.visitor('another watcher');
  await other.enter(concertId);
  expect(await outcomeOf('/trpc/queue.status', headersOf(other))).toBe('200');
  open[0]?.close();
  await until('there is room again', async () => (await watch()).text.includes('"ACTIVE"'));
});
