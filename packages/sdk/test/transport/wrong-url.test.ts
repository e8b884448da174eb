import { expect, test, vi } from 'vitest';
import { createFrontrowClient } from '../../src/index.ts';

const answer = (contentType: string, body: string) =>
  vi.fn(async () => new Response(body, { status: 404, headers: { 'content-type': contentType } }));

const clientOf = (fetch: ReturnType<typeof answer>) =>
  createFrontrowClient({ url: 'https://elsewhere.example', auth: null, fetch });

test.each([
  ['an HTML page', 'text/html; charset=utf-8', '<html>'],
  ['JSON of another server', 'application/json', '{ "error": "not found" }'],
])('a 404 with %s is reported as a wrong URL, without a retry', async (_, contentType, body) => {
  const fetch = answer(contentType, body);
  await expect(clientOf(fetch).concert.list.query({})).rejects.toThrow(/is not a Frontrow API/);
  expect(fetch).toHaveBeenCalledOnce();
});

test('entering a queue at a wrong URL is reported too', async () => {
  const fetch = answer('text/html', '<html>');
  await expect(clientOf(fetch).enter('x')).rejects.toThrow(/is not a Frontrow API/);
});
