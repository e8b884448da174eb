import { describe, expect, test, vi } from 'vitest';
import { createFrontrowClient, type FrontrowAuth } from '../../src/index.ts';

const ME = { id: 'u', name: 'n', role: 'customer' };

/** A `fetch` that answers, and that refuses headers as every real one does. */
const answering = () =>
  vi.fn(async (_url: string, { headers = {} }: { headers?: Record<string, string> } = {}) => {
    new Headers(headers);
    return Response.json({ result: { data: { json: ME } } });
  });

const url = 'https://sale.example';

const UNSENDABLE: [what: string, auth: unknown, message: string][] = [
  ['a sign outside of Latin-1', 'tok\u20acn', 'auth: the token has a character'],
  ['a line break', 'tok\nen', 'auth: the token has a character'],
  ['a carriage return', 'tok\ren', 'auth: the token has a character'],
  ['the end of a text in C', 'tok\0en', 'auth: the token has a character'],
  ['a control character', 'tok\x1ben', 'auth: the token has a character'],
  ['a Korean letter', () => '토큰', 'auth: the token has a character'],
  ['a zero-width space at the end', async () => 'token\u200b', 'auth: the token has a character'],
  ['an object', () => ({ access_token: 'x' }), 'auth: the token is no text'],
  ['a token of a back end', { serviceToken: 'tok\u20acn', onBehalfOf: 'x' }, 'auth: the token has'],
  [
    'the customer',
    { serviceToken: 'x', onBehalfOf: 'us\u20acr' },
    'auth: onBehalfOf has a character',
  ],
];

describe('what no header can carry is named at once, and not sent', () => {
  test.each(UNSENDABLE)('%s', async (_, auth, message) => {
    const fetch = answering();
    const client = createFrontrowClient({ url, auth: auth as FrontrowAuth, fetch });
    const calls = [
      () => client.session.me.query(),
      () => client.balance.charge.mutate({ amount: 1 }),
      () => client.enter('x'),
    ];
    for (const call of calls) {
      const error: Error = await call().then(
        () => expect.unreachable(),
        (error: Error) => error,
      );
      expect(error.name).toBe('UnsendableError');
      expect(error.message).toContain(message);
      // Tokens are secret.
      expect(error.message).not.toContain('tok\u20acn');
    }
    expect(fetch).not.toHaveBeenCalled();
  });

  test.each([
    ['a line break at the end, as of a file', 'token\n', 'Bearer token'],
    ['spaces around', '  token ', 'Bearer token'],
    ['letters of Latin-1, which a header carries', 'tok\u00e9n', 'Bearer tok\u00e9n'],
  ])('but %s is sent', async (_, auth, authorization) => {
    const fetch = answering();
    await createFrontrowClient({ url, auth, fetch }).session.me.query();
    expect(fetch.mock.calls[0]?.[1]?.headers).toMatchObject({ authorization });
  });
});
