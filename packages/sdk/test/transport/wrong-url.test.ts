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

const PAGE = '<html><title>nginx</title></html>';

test.each([
  [403, 'text/html', PAGE, 'forbidden'],
  [403, 'application/json', '{"message":"Forbidden"}', 'forbidden'],
  [407, 'text/html', PAGE, 'sign in to the proxy'],
  [413, 'text/html', PAGE, 'the request is too large'],
  [413, 'text/plain', '', 'the request is too large'],
  [414, 'text/html', PAGE, 'the URL is too long'],
  [431, 'text/html', PAGE, 'the headers are too large'],
  [451, 'text/html', PAGE, 'forbidden for legal reasons'],
])('a proxy that refuses with %i %s is named at once, and is no wrong URL', async (...given) => {
  const [status, contentType, body, why] = given;
  for (const call of ['list', 'charge', 'enter'] as const) {
    const fetch = answer(status, contentType, body);
    const client = clientOf(fetch);
    const called =
      call === 'list'
        ? client.concert.list.query({})
        : call === 'charge'
          ? client.balance.charge.mutate({ amount: 1 })
          : client.enter('x');
    const error = await called.catch((error: unknown) => error);
    expect(error).toMatchObject({
      name: 'RefusedOnTheWayError',
      message: `https://elsewhere.example/trpc was not reached (${why}): something before it answered with ${status} ${contentType}`,
    });
    expect(fetch).toHaveBeenCalledOnce();
  }
});

test('a refusal of the API with such a status stays a refusal', async () => {
  const data = { errorCode: 'FORBIDDEN', details: {}, requestId: 'r' };
  const body = JSON.stringify({ error: { json: { message: 'no', code: 1, data } } });
  const fetch = answer(403, 'application/json', body);
  await expect(clientOf(fetch).session.me.query()).rejects.toMatchObject({
    errorCode: 'FORBIDDEN',
  });
});

test('entering a queue at a wrong URL is reported too', async () => {
  const fetch = answer(404, 'text/html', '<html>');
  await expect(clientOf(fetch).enter('x')).rejects.toThrow(/is not a Frontrow API/);
});
