import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { Readable } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { stopServing } from './stop-serving.ts';

/** More than the kernel keeps of an answer that nobody reads. */
const FILE = Array.from({ length: 24 }, () => Buffer.alloc(1024 * 1024, 'x'));
const BYTES = 24 * 1024 * 1024;

/** A server that streams a large file, as the site does, and a client that has asked for it and reads nothing. No other limit cuts the answer. */
async function stalledReader(): Promise<{ server: Server; client: Socket }> {
  const server = createServer((_, res) => Readable.from(FILE).pipe(res));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const asked = once(server, 'request');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.pause();
  client.on('error', () => {});
  client.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
  await asked;
  onTestFinished(() => {
    client.destroy();
    server.closeAllConnections();
    server.close();
  });
  return { server, client };
}

test('a stop cuts the answer of a reader that takes nothing', async () => {
  const { server, client } = await stalledReader();
  const closed = once(client, 'close');
  await stopServing(server, 200);
  expect(server.listening).toBe(false);
  let bytes = 0;
  client.on('data', (chunk) => {
    bytes += chunk.length;
  });
  client.resume();
  await closed;
  expect(bytes).toBeLessThan(BYTES);
});

test('a stop lets a file arrive whose reader goes on, closes the connection, and takes no new one', async () => {
  const { server, client } = await stalledReader();
  const stopped = stopServing(server, 2 ** 31 - 1);
  const closed = once(client, 'close');
  let bytes = 0;
  client.on('data', (chunk) => {
    bytes += chunk.length;
  });
  client.resume();
  expect(server.listening).toBe(false);
  await closed;
  await stopped;
  expect(bytes).toBeGreaterThan(BYTES);
});

test('a stop closes connections on which nothing is asked', async () => {
  const server = createServer((_, res) => res.end('x'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
  await once(client, 'data');
  client.resume();
  const closed = once(client, 'close');
  await stopServing(server, 2 ** 31 - 1);
  await closed;
});
