import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { createFrontrowClient, type FrontrowClient, isFrontrowError } from '@frontrow/sdk';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  createFetchScript,
  type FetchScript,
  refusal,
} from '../../testing/network/fetch-script.ts';
import { openSale, type Sale } from '../../testing/sale/sale.ts';
import { rejectionOf } from '../../testing/waiting/rejection-of.ts';
import { WAIT } from '../../testing/waiting/wait-options.ts';

let sale: Sale;
beforeAll(async () => {
  sale = await openSale();
});
afterAll(() => sale.close());

type TokenSource = () => string | Promise<string>;
const never: TokenSource = () => new Promise<string>(() => {});
const fails =
  (error: Error): TokenSource =>
  () => {
    throw error;
  };

/** A client whose token comes from a function. */
interface SignedIn {
  script: FetchScript;
  client: FrontrowClient;
  token: string;
  /** The function that returns the token. */
  auth: ReturnType<typeof vi.fn<TokenSource>>;
}

async function signIn(name: string): Promise<SignedIn> {
  const { url } = sale.live.server;
  const anonymous = createFrontrowClient({ url, auth: null });
  const token = (await anonymous.session.devSignIn.mutate({ name })).accessToken;
  const auth = vi.fn<TokenSource>(() => token);
  const script = createFetchScript();
  const client = createFrontrowClient({ url, auth, fetch: script.fetch, timeoutSeconds: 1 });
  return { script, client, token, auth };
}

const REASON = new Error('aborted by the test');

describe('a token function that never settles', () => {
  test('does not keep a call from being aborted', async () => {
    const { client, auth, script } = await signIn('hangs at the join');
    auth.mockImplementation(never);
    const controller = new AbortController();
    const error = rejectionOf(client.enter(await sale.concert(2), controller));
    await vi.waitFor(() => expect(auth).toHaveBeenCalledOnce(), WAIT);
    controller.abort(REASON);
    expect(await error).toBe(REASON);
    expect(script.calls('queue.join')).toEqual([]);
  });

  test('does not keep a wait from being aborted', async () => {
    const { client, auth } = await signIn('hangs in the queue');
    const controller = new AbortController();
    const { signal } = controller;
    const onPosition = () => void auth.mockImplementation(never);
    const concertId = await sale.concert(2, { maxActive: 0 });
    const error = rejectionOf(client.enter(concertId, { signal, onPosition }));
    await vi.waitFor(() => expect(auth.mock.results.at(-1)?.value).toBeInstanceOf(Promise), WAIT);
    controller.abort(REASON);
    expect(await error).toBe(REASON);
  });

  test('at two calls, and settles later, does not cost the user the pass', async () => {
    const concertId = await sale.concert(2, { maxActive: 1, claimSeconds: 20 });
    const admitted = await (await sale.client('pass holder')).enter(concertId);
    const { client, auth, script } = await signIn('hangs twice');
    let left: Promise<void> | undefined;
    const onPosition = () => {
      if (left) return;
      auth.mockImplementationOnce(never).mockImplementationOnce(never);
      left = admitted.leave();
    };
    const session = await client.enter(concertId, { onPosition });
    await left;
    expect(auth.mock.results.filter(({ value }) => value instanceof Promise)).toHaveLength(2);
    expect(script.calls('queue.join')).toHaveLength(1);
    expect(await session.dates()).toHaveLength(1);
  });
});

describe('a token that expires while its user waits', () => {
  test('ends the stream, and the next stream has a fresh one; the user keeps the turn', async () => {
    const concertId = await sale.concert(2, { maxActive: 1, claimSeconds: 20 });
    const admitted = await (await sale.client('pass holder 3')).enter(concertId);
    const { client, auth, script, token } = await signIn('has short tokens');
    const { sub } = JSON.parse(atob(token.split('.')[1] ?? '')) as { sub: string };
    auth.mockImplementation(async () => {
      const { authorization = '' } = await sale.live.bearer(sub, 'customer', '5 seconds');
      return authorization.slice('Bearer '.length);
    });
    const watched: string[] = [];
    const ended: number[] = [];
    script.always('queue.watch', async (input, init) => {
      watched.push(new Headers(init?.headers).get('authorization') ?? '');
      const response = await fetch(input, init);
      const [read, forSdk] = response.body?.tee() ?? [];
      void text(read ?? Readable.from([])).then(
        (all) => ended.push(all.length),
        () => {},
      );
      return new Response(forSdk, response);
    });
    const session = client.enter(concertId);
    await vi.waitFor(() => expect(new Set(watched).size).toBeGreaterThanOrEqual(2), WAIT);
    expect(ended.length).toBeGreaterThanOrEqual(1);
    await admitted.leave();
    expect(await (await session).dates()).toHaveLength(1);
    expect(script.calls('queue.join')).toHaveLength(1);
  });
});

describe('a token function that throws', () => {
  const fault = new Error('signed out');

  test('ends a call at once; the error has its error as the cause', async () => {
    const { client, auth, script } = await signIn('signed out');
    auth.mockImplementation(fails(fault));
    expect(await rejectionOf(client.session.me.query())).toMatchObject({ cause: fault });
    expect(auth).toHaveBeenCalledOnce();
    expect(script.calls('session.me')).toEqual([]);
  });

  test('a string ends a call at once; the error has it as the message', async () => {
    const { client, auth } = await signIn('throws a string');
    auth.mockImplementation(() => {
      throw 'signed out';
    });
    expect(await rejectionOf(client.session.me.query())).toMatchObject({ message: 'signed out' });
    expect(auth).toHaveBeenCalledOnce();
  });

  test('ends a wait; the error has its error as the cause', async () => {
    const { client, auth } = await signIn('signed out in the queue');
    const onPosition = () => void auth.mockImplementation(fails(fault));
    const concertId = await sale.concert(2, { maxActive: 0 });
    expect(await rejectionOf(client.enter(concertId, { onPosition }))).toMatchObject({
      cause: fault,
    });
  });
});

describe('a token function that throws a network error', () => {
  const networkError = new TypeError('fetch failed');

  test('is called again', async () => {
    const { client, auth } = await signIn('offline');
    auth
      .mockImplementationOnce(fails(networkError))
      .mockImplementationOnce(() => Promise.reject(networkError));
    expect(await client.session.me.query()).toMatchObject({ name: 'offline' });
    expect(auth).toHaveBeenCalledTimes(3);
  });

  test('does not end a wait', async () => {
    const concertId = await sale.concert(2, { maxActive: 1, claimSeconds: 20 });
    const admitted = await (await sale.client('pass holder 2')).enter(concertId);
    const { client, auth } = await signIn('offline in the queue');
    let left: Promise<void> | undefined;
    const onPosition = () => {
      if (left) return;
      auth.mockImplementationOnce(fails(networkError)).mockImplementationOnce(fails(networkError));
      left = admitted.leave();
    };
    const session = await client.enter(concertId, { onPosition });
    await left;
    expect(await session.dates()).toHaveLength(1);
  });
});

describe('a refused token', () => {
  const unauthenticated = refusal(401, 'UNAUTHENTICATED');

  test('is requested once more', async () => {
    const { client, auth, script } = await signIn('has a newer token');
    script.next('session.me', unauthenticated);
    expect(await client.session.me.query()).toMatchObject({ name: 'has a newer token' });
    expect(auth).toHaveBeenCalledTimes(2);
  });

  test('is requested only once more', async () => {
    const { client, auth, script } = await signIn('has no valid token');
    script.always('session.me', unauthenticated);
    const error = await rejectionOf(client.session.me.query());
    expect(isFrontrowError(error, 'UNAUTHENTICATED')).toBe(true);
    expect(auth).toHaveBeenCalledTimes(2);
  });

  test('is final if `auth` is a string', async () => {
    const script = createFetchScript();
    const client = await sale.client('has one token', { fetch: script.fetch });
    script.next('session.me', unauthenticated);
    const error = await rejectionOf(client.session.me.query());
    expect(isFrontrowError(error, 'UNAUTHENTICATED')).toBe(true);
    expect(script.calls('session.me')).toHaveLength(1);
  });
});
