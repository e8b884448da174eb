import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { createBoundedServer, type TimeLimits } from './bounded-server.ts';

/** More than the kernel keeps of an answer that nobody reads. */
const LARGE = Buffer.alloc(24 * 1024 * 1024, 'x');
const LIMITS: TimeLimits = {
  headersMilliseconds: 300,
  requestMilliseconds: 450,
  stallMilliseconds: 900,
  maxStalledBytes: Number.MAX_SAFE_INTEGER,
};

interface Visit {
  client: Socket;
  /** The milliseconds after which the server closed the connection. */
  closedAfter: Promise<number>;
}

/** Starts a server that answers every request with 24 MB. Returns a function that asks and reads nothing. */
async function start(limits: Partial<TimeLimits> = {}): Promise<() => Promise<Visit>> {
  const server = createBoundedServer((_, res) => res.end(LARGE), { ...LIMITS, ...limits });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return async () => {
    const connected = once(server, 'connection') as Promise<[Socket]>;
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    client.pause();
    client.on('error', () => {});
    client.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
    const [socket] = await connected;
    const begin = performance.now();
    const closedAfter = once(socket, 'close').then(() => performance.now() - begin);
    return { client, closedAfter };
  };
}

const answerTo = async (socket: Socket, request: string): Promise<string> => {
  socket.write(request);
  let text = '';
  socket.on('data', (chunk) => {
    text += String(chunk);
  });
  await once(socket, 'close');
  return text;
};

test('an answer of which the client takes nothing is cut', async () => {
  const visit = await start();
  expect(await (await visit()).closedAfter).toBeGreaterThan(LIMITS.stallMilliseconds * 0.9);
});

test('many such answers together are cut after a third of the time', async () => {
  const visit = await start({ stallMilliseconds: 6_000, maxStalledBytes: LARGE.length });
  const visits = [await visit(), await visit()];
  for (const { closedAfter } of visits) expect(await closedAfter).toBeLessThan(5_500);
});

test('a client that takes a little now and then is not cut', async () => {
  const stallMilliseconds = 1_800;
  const visit = await start({ stallMilliseconds });
  const { client: socket } = await visit();
  let read = 0;
  const end = performance.now() + 2.5 * stallMilliseconds;
  while (performance.now() < end) {
    read += (socket.read(8 * 1024) ?? socket.read())?.length ?? 0;
    await sleep(50);
  }
  expect(socket.destroyed).toBe(false);
  // Far less than the kernel would have to take before Node sees progress.
  expect(read).toBeGreaterThan(0);
  for (const goOn = performance.now() + 10_000; read < LARGE.length; ) {
    read += socket.read()?.length ?? 0;
    if (performance.now() > goOn || socket.destroyed) break;
    await sleep(1);
  }
  // With the head of the answer, if the last piece held more than what was missing.
  expect(read).toBeGreaterThanOrEqual(LARGE.length);
});

test.each([
  ['a body', 'POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nhalf'],
  ['headers', 'POST / HTTP/1.1\r\nhost: x\r\ncontent-le'],
])('%s that does not come to its end: 408, and the connection is closed', async (_, request) => {
  const server = createBoundedServer((req) => req.resume(), LIMITS);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  expect(await answerTo(socket, request)).toMatch(/^HTTP\/1\.1 408 /);
});
