import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createFrontrowClient, type FrontrowClient, isFrontrowError } from '../src/index.ts';
import { caught } from '../testing/caught.ts';
import { PATIENCE } from '../testing/patience.ts';
import { type Rigged, refused, rigged } from '../testing/rigged.ts';
import { openSale, type Sale } from '../testing/sale.ts';

let sale: Sale;
beforeAll(async () => {
  sale = await openSale();
});
afterAll(() => sale.close());

type Source = () => string | Promise<string>;
const never: Source = () => new Promise<string>(() => {});
const fails =
  (error: Error): Source =>
  () => {
    throw error;
  };

interface Signed {
  rig: Rigged;
  client: FrontrowClient;
  token: string;
  /** How often it was asked for the token. */
  auth: ReturnType<typeof vi.fn<Source>>;
}

/** A client of somebody whose token has to be asked for. */
async function sign(name: string): Promise<Signed> {
  const { url } = sale.live.server;
  const guest = createFrontrowClient({ url, auth: null });
  const token = (await guest.session.devSignIn.mutate({ name })).accessToken;
  const auth = vi.fn<Source>(() => token);
  const rig = rigged();
  const client = createFrontrowClient({ url, auth, fetch: rig.fetch, timeoutSeconds: 1 });
  return { rig, client, token, auth };
}

const REASON = new Error('changed my mind');

describe('whoever is asked for a token and never answers', () => {
  test('is waited for no longer than the caller likes', async () => {
    const { client, auth, rig } = await sign('hangs at once');
    auth.mockImplementation(never);
    const controller = new AbortController();
    const error = caught(client.enter(await sale.concert(2), controller));
    await vi.waitFor(() => expect(auth).toHaveBeenCalledOnce(), PATIENCE);
    controller.abort(REASON);
    expect(await error).toBe(REASON);
    expect(rig.calls('queue.join')).toEqual([]);
  });

  test('nor while the caller is in the line', async () => {
    const { client, auth } = await sign('hangs in line');
    const controller = new AbortController();
    const { signal } = controller;
    const onPosition = () => void auth.mockImplementation(never);
    const concertId = await sale.concert(2, { maxActive: 0 });
    const error = caught(client.enter(concertId, { signal, onPosition }));
    await vi.waitFor(
      () => expect(auth.mock.results.at(-1)?.value).toBeInstanceOf(Promise),
      PATIENCE,
    );
    controller.abort(REASON);
    expect(await error).toBe(REASON);
  });

  test('at two calls and then does costs nobody the turn', async () => {
    const concertId = await sale.concert(2, { maxActive: 1, claimSeconds: 20 });
    const inside = await (await sale.client('has the pass')).enter(concertId);
    const { client, auth, rig } = await sign('refreshes over a dead socket');
    let left: Promise<void> | undefined;
    const onPosition = () => {
      if (left) return;
      auth.mockImplementationOnce(never).mockImplementationOnce(never);
      left = inside.leave();
    };
    const session = await client.enter(concertId, { onPosition });
    await left;
    expect(auth.mock.results.filter(({ value }) => value instanceof Promise)).toHaveLength(2);
    expect(rig.calls('queue.join')).toHaveLength(1);
    expect(await session.dates()).toHaveLength(1);
  });
});

describe('whoever is asked for a token and says that nobody is signed in', () => {
  const fault = new Error('signed out');

  test('ends a call at once, and is heard', async () => {
    const { client, auth, rig } = await sign('is out');
    auth.mockImplementation(fails(fault));
    expect(await caught(client.session.me.query())).toMatchObject({ cause: fault });
    expect(auth).toHaveBeenCalledOnce();
    expect(rig.calls('session.me')).toEqual([]);
  });

  test('ends a call at once, in a word that is no error', async () => {
    const { client, auth } = await sign('is out of words');
    auth.mockImplementation(() => {
      throw 'signed out';
    });
    expect(await caught(client.session.me.query())).toMatchObject({ message: 'signed out' });
    expect(auth).toHaveBeenCalledOnce();
  });

  test('ends a wait, and is heard', async () => {
    const { client, auth } = await sign('goes out');
    const onPosition = () => void auth.mockImplementation(fails(fault));
    const concertId = await sale.concert(2, { maxActive: 0 });
    expect(await caught(client.enter(concertId, { onPosition }))).toMatchObject({ cause: fault });
  });
});

describe('whoever is asked for a token and has no network', () => {
  const gone = new TypeError('fetch failed');

  test('is asked again', async () => {
    const { client, auth } = await sign('is cut off');
    auth.mockImplementationOnce(fails(gone)).mockImplementationOnce(() => Promise.reject(gone));
    expect(await client.session.me.query()).toMatchObject({ name: 'is cut off' });
    expect(auth).toHaveBeenCalledTimes(3);
  });

  test('ends no wait', async () => {
    const concertId = await sale.concert(2, { maxActive: 1, claimSeconds: 20 });
    const inside = await (await sale.client('is in')).enter(concertId);
    const { client, auth } = await sign('is cut off in line');
    let left: Promise<void> | undefined;
    const onPosition = () => {
      if (left) return;
      auth.mockImplementationOnce(fails(gone)).mockImplementationOnce(fails(gone));
      left = inside.leave();
    };
    const session = await client.enter(concertId, { onPosition });
    await left;
    expect(await session.dates()).toHaveLength(1);
  });
});

describe('a token that is refused', () => {
  const no = refused(401, 'UNAUTHENTICATED');

  test('is asked for once more', async () => {
    const { client, auth, rig } = await sign('has a newer one');
    rig.next('session.me', no);
    expect(await client.session.me.query()).toMatchObject({ name: 'has a newer one' });
    expect(auth).toHaveBeenCalledTimes(2);
  });

  test('and no more than once', async () => {
    const { client, auth, rig } = await sign('has no good one');
    rig.always('session.me', no);
    const error = await caught(client.session.me.query());
    expect(isFrontrowError(error, 'UNAUTHENTICATED')).toBe(true);
    expect(auth).toHaveBeenCalledTimes(2);
  });

  test('is final where there is no other', async () => {
    const rig = rigged();
    const client = await sale.client('has only one', { fetch: rig.fetch });
    rig.next('session.me', no);
    const error = await caught(client.session.me.query());
    expect(isFrontrowError(error, 'UNAUTHENTICATED')).toBe(true);
    expect(rig.calls('session.me')).toHaveLength(1);
  });
});
