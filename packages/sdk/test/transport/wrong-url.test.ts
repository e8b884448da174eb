import { expect, test, vi } from 'vitest';
import { createFrontrowClient } from '../../src/index.ts';

const answer = (status: number, contentType: string, body: string) =>
  vi.fn(async () => new Response(body, { status, headers: { 'content-type': contentType } }));

const clientOf = (fetch: ReturnType<typeof answer>) =>
  createFrontrowClient({ url: 'https://elsewhere.example', auth: null, fetch });

test.each([
  ['a 404 page', answer(404, 'text/html; charset=utf-8', '<html>')],
  ['a 404 in JSON of another server', answer(404, 'application/json', '{ "error": "not found" }')],
  ['a 404 in plain text', answer(404, 'text/plain', 'not found')],
  ['a page', answer(200, 'text/html', '<html>')],
  ['plain text', answer(200, 'text/plain', 'hello')],
  ['JSON of another API', answer(200, 'application/json', '{ "hello": "world" }')],
  ['null', answer(200, 'application/json', 'null')],
  ['a page to sign in', answer(401, 'text/html', '<html>')],
])('an address that answers with %s is named at once, without a retry', async (_, fetch) => {
  const call = clientOf(fetch).concert.list.query({});
  await expect(call).rejects.toThrow(
    /^https:\/\/elsewhere\.example\/trpc is not a Frontrow API: it answered with \d{3} /,
  );
  expect(fetch).toHaveBeenCalledOnce();
});

test('entering a queue at a wrong URL is reported too', async () => {
  const fetch = answer(404, 'text/html', '<html>');
  await expect(clientOf(fetch).enter('x')).rejects.toThrow(/is not a Frontrow API/);
});
