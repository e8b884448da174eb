// @vitest-environment browser-parts

import { createFrontrowClient, type FrontrowClientOptions } from '@frontrow/sdk';
import { cleanup, waitFor } from '@testing-library/react';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createFetchScript } from '../../testing/network/fetch-script.ts';
import { openPage } from '../../testing/react/page.ts';
import { createMemoryStorage } from '../../testing/sale/memory-storage.ts';
import { openSale, type Sale } from '../../testing/sale/sale.ts';
import { WAIT } from '../../testing/waiting/wait-options.ts';

let sale: Sale;
beforeAll(async () => {
  sale = await openSale();
});
afterEach(cleanup);
afterAll(() => sale.close());

/** One client, whose `auth` returns the token of whoever is signed in. */
async function oneTab(names: string[], options: Partial<FrontrowClientOptions> = {}) {
  const tokens = await Promise.all(
    names.map(async (name) => {
      const { authorization = '' } = await sale.live.signIn(name);
      return authorization.slice('Bearer '.length);
    }),
  );
  let token: string | undefined = tokens[0];
  const { url } = sale.live.server;
  const client = createFrontrowClient({ url, auth: () => token, ...options });
  return {
    client,
    signIn(index: number) {
      token = tokens[index];
    },
    signOut() {
      token = undefined;
    },
  };
}

describe('if another user signs in in the same tab', () => {
  test('entering gives that user a pass of their own, and the first session has ended', async () => {
    const storage = createMemoryStorage();
    const { client, signIn } = await oneTab(['first', 'second'], { storage });
    const concertId = await sale.concert(3);
    const first = await client.enter(concertId);
    const hold = await first.hold((await first.seats()).slice(0, 1));
    signIn(1);
    const second = await client.enter(concertId);
    expect(second.queueToken).not.toBe(first.queueToken);
    expect([first.ended, second.ended]).toEqual(['LEFT', null]);
    expect(await second.holds()).toEqual([]);
    // The hold is still the first user's, who finds it on coming back.
    signIn(0);
    const back = await client.enter(concertId);
    expect(back.queueToken).toBe(first.queueToken);
    expect((await back.holds()).map(({ id }) => id)).toEqual([hold.id]);
    expect([...storage.entries.keys()].every((key) => /:[\w-]{36}:[\w-]{36}$/.test(key))).toBe(
      true,
    );
    expect(storage.entries.size).toBe(2);
  });

  test('the next call of a session tells it, and is not sent for the wrong user', async () => {
    const script = createFetchScript();
    const { client, signIn } = await oneTab(['third', 'fourth'], { fetch: script.fetch });
    const session = await client.enter(await sale.concert(2));
    signIn(1);
    expect(session.ended).toBeNull();
    await expect(session.holds()).rejects.toMatchObject({ errorCode: 'QUEUE_TOKEN_INVALID' });
    expect(script.calls('reservation.list')).toEqual([]);
    expect(session.ended).toBe('LEFT');
  });

  test('a wait of the first one ends', async () => {
    const { client, signIn } = await oneTab(['fifth', 'sixth']);
    const concertId = await sale.concert(2, { maxActive: 0 });
    const onPosition = () => signIn(1);
    await expect(client.enter(concertId, { onPosition })).rejects.toMatchObject({
      errorCode: 'QUEUE_TOKEN_INVALID',
    });
  });

  test('the page shows nothing of the first one, and joins the queue for the second one', async () => {
    const { client, signIn } = await oneTab(['seventh', 'eighth']);
    const concertId = await sale.concert(3);
    const { now } = await openPage(client, concertId);
    const { session } = now().queue;
    await now().wallet.charge(500);
    await now().seats.holdSeats(now().map.seats.slice(0, 1));
    await waitFor(() => {
      expect(now().map.seats[0]?.mine).toBe(true);
      expect(now().wallet.balance?.amount).toBe(500);
    }, WAIT);
    signIn(1);
    // The next refresh of the seat map notices it.
    await waitFor(() => {
      expect(now().queue.status).toBe('ACTIVE');
      expect(now().queue.session).not.toBe(session);
      expect(now().seats).toMatchObject({ status: 'NONE', hold: null });
      expect(now().map.seats[0]).toMatchObject({ status: 'HELD', mine: false });
      expect(now().wallet.balance?.amount).toBe(0);
    }, WAIT);
  });
});

test('a moment without a token, or a renewed token of the same user, ends nothing', async () => {
  const { client, signIn, signOut } = await oneTab(['renews', 'renews']);
  const session = await client.enter(await sale.concert(2));
  signOut();
  await expect(session.dates()).rejects.toMatchObject({ errorCode: 'UNAUTHENTICATED' });
  signIn(1);
  expect(await session.dates()).toHaveLength(1);
  expect(session.ended).toBeNull();
});
