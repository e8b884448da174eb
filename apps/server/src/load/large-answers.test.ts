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
    answers.add(res, null);
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
  const server = createServer((_, res) => answers.add(res, null));
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

test('who has not taken what was made gets no more once the others need the room', async () => {
  const answers = new LargeAnswers(80 * MB);
  const server = createServer((req, res) => {
    const [user, megabytes] = (req.url ?? '').slice(1).split('/');
    answers.add(res, user || null);
    res.end(Buffer.alloc(Number(megabytes) * MB));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const open = async (path: string) => {
    const request = get({ port, path, agent: false }).on('error', () => {});
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    return { request, answer: answer.on('error', () => {}) };
  };
  const slow = await open('/slow/30');
  // There is room enough for all.
  expect(answers.hasUntaken('slow')).toBe(false);
  const others = [await open('/other/1'), await open('//40')];
  expect(answers.hasUntaken('slow')).toBe(true);
  expect(answers.hasUntaken('other')).toBe(false);
  expect(answers.hasUntaken(null)).toBe(false);
  slow.answer.resume();
  await until('it was taken', async () => !answers.hasUntaken('slow'));
  for (const { request } of [slow, ...others]) request.destroy();
  await until('nothing is open', async () => answers.bytes === 0);
  server.close();
});
