import { once } from 'node:events';
import { Agent, createServer, get, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { spareUnsentAnswers } from './idle-connections.ts';

/** More than the kernel keeps of an answer that nobody reads. */
const LARGE = Buffer.alloc(24 * 1024 * 1024, 'x');

async function start(answer: Buffer | string): Promise<{ server: Server; port: number }> {
  const server = createServer((_, res) => res.end(answer));
  spareUnsentAnswers(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => server.closeAllConnections());
  return { server, port: (server.address() as AddressInfo).port };
}

/** As a stop does it. */
async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  const closing = setInterval(() => server.closeIdleConnections(), 10);
  await closed;
  clearInterval(closing);
}

async function ask(port: number): Promise<IncomingMessage> {
  const agent = new Agent({ keepAlive: true });
  onTestFinished(() => agent.destroy());
  const [response] = await once(get({ port, host: '127.0.0.1', agent }), 'response');
  return response as IncomingMessage;
}

test('an answer that a client still takes arrives whole, and then its connection is closed', async () => {
  const { server, port } = await start(LARGE);
  const response = await ask(port);
  const closed = close(server);
  let length = 0;
  for await (const chunk of response) length += (chunk as Buffer).length;
  expect(length).toBe(LARGE.length);
  await closed;
});

test('a connection without a request and one whose answer has arrived are closed', async () => {
  const { server, port } = await start('x');
  await ask(port).then(text);
  await close(server);
});
