import { once } from 'node:events';
import { createServer, get, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DatabaseClock } from '@frontrow/domain/kernel/clock';
import { expect, test } from 'vitest';
import { PublicAnswers } from './public-answers.ts';

const URL = '/trpc/concert.chart?input=x';
/** More than the buffers of a connection take. */
const LARGE = 64 * 1024 * 1024;

test('who takes the answer slowly holds up nobody else', async () => {
  const answers = new PublicAnswers({ catalogue: { changes: 0 }, clock: new DatabaseClock() });
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const asked = once(server, 'request') as Promise<[unknown, ServerResponse]>;
  const client = get({ port: (server.address() as AddressInfo).port, host: '127.0.0.1' });
  client.on('error', () => {});
  const [, res] = await asked;
  answers.make(URL, res);
  expect(answers.isDue(URL)).toBe(false);
  res.end(Buffer.alloc(LARGE));
  await answers.made(URL);
  expect([answers.isDue(URL), res.closed, res.writableFinished]).toEqual([true, false, false]);
  client.destroy();
  server.closeAllConnections();
  server.close();
});
