import { once } from 'node:events';
import { createServer, get, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { until } from '@frontrow/embedded/testing/until';
import { expect, test } from 'vitest';
import { LargeAnswers } from './large-answers.ts';

const MB = 1024 * 1024;

test('counts what clients have not taken, until they take it or go', async () => {
  const answers = new LargeAnswers(64 * MB);
  const server = createServer((_, res) => {
    answers.add(res);
    res.end(Buffer.alloc(60 * MB));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const request = get({ port, agent: false });
  request.on('error', () => {});
  // It reads nothing of the answer.
  const [answer] = (await once(request, 'response')) as [IncomingMessage];
  answer.on('error', () => {});
  expect(answers.bytes).toBeGreaterThan(48 * MB);
  expect(answers.hasRoom).toBe(false);
  answer.resume();
  await until('it was taken', async () => answers.hasRoom);
  await until('nothing is open', async () => answers.bytes === 0);
  const other = get({ port, agent: false }).on('error', () => {});
  await once(other, 'response');
  expect(answers.hasRoom).toBe(false);
  other.destroy();
  await until('its client has gone', async () => answers.hasRoom);
  server.close();
});

test('one that is being made counts as a map of a large house; the first one is always made', async () => {
  const answers = new LargeAnswers(20 * MB);
  expect(answers.hasRoom).toBe(true);
  const server = createServer((_, res) => answers.add(res));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const request = get({ port: (server.address() as AddressInfo).port, agent: false });
  request.on('error', () => {});
  await until('it is being made', async () => answers.bytes === 16 * MB);
  expect(answers.hasRoom).toBe(false);
  request.destroy();
  await until('its client has gone', async () => answers.bytes === 0);
  server.close();
});
