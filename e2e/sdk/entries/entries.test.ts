import { createFrontrowClient, type FrontrowClient } from '@frontrow/sdk';
import { drawPages, verifyDraw } from '@frontrow/sdk/draw';
import type { AppRouter } from '@frontrow/sdk/router';
import { createFakeApi, type FakeApi } from '@frontrow/sdk/testing';
import {
  createTRPCClient,
  httpBatchLink,
  httpSubscriptionLink,
  isTRPCClientError,
  splitLink,
} from '@trpc/client';
import superjson from 'superjson';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openSale, type Sale } from '../../testing/sale/sale.ts';

let sale: Sale;
beforeAll(async () => {
  sale = await openSale();
});
afterAll(() => sale.close());

describe('a paged query', () => {
  const ENTRIES = 7;
  let user: FrontrowClient;
  beforeAll(async () => {
    user = await sale.client('has a history');
    for (let amount = 1; amount <= ENTRIES; amount++) await user.balance.charge.mutate({ amount });
  });
  const amounts = [7, 6, 5, 4, 3, 2, 1];

  test('yields every item, page after page', async () => {
    const query = vi.fn(globalThis.fetch);
    const token = await sale.live.signIn('has a history');
    const client = createFrontrowClient({
      url: sale.live.server.url,
      auth: (token.authorization ?? '').slice('Bearer '.length),
      fetch: (url, request) => query(url, request),
    });
    const paged: number[] = [];
    for await (const { amount } of client.balance.history.all({ limit: 3 })) paged.push(amount);
    expect(paged).toEqual(amounts);
    expect(query).toHaveBeenCalledTimes(3);
    const all: number[] = [];
    for await (const { amount } of client.balance.history.all()) all.push(amount);
    expect(all).toEqual(amounts);
    expect(query).toHaveBeenCalledTimes(4);
  });

  test('starts at a cursor, ends with break, and can be aborted', async () => {
    const { nextCursor } = await user.balance.history.query({ limit: 5 });
    const rest: number[] = [];
    for await (const { amount } of user.balance.history.all({ cursor: nextCursor })) {
      rest.push(amount);
      if (amount === 2) break;
    }
    expect(rest).toEqual([2]);
    const signal = AbortSignal.abort(new Error('closed'));
    const entries = user.balance.history.all(undefined, { signal });
    await expect(entries.next()).rejects.toThrow('closed');
  });
});

describe("tRPC's own client with the published type of the router", () => {
  const stockClient = (headers: () => Promise<Record<string, string>>) => {
    const options = { url: `${sale.live.server.url}/trpc`, transformer: superjson } as const;
    return createTRPCClient<AppRouter>({
      links: [
        splitLink({
          condition: ({ type }) => type === 'subscription',
          true: httpSubscriptionLink(options),
          false: httpBatchLink({ ...options, headers }),
        }),
      ],
    });
  };

  test('joins, and narrows the details of a refusal by its code', async () => {
    const concertId = await sale.concert(2);
    const client = stockClient(() => sale.live.signIn('stock client'));
    const [ticket, { items }] = await Promise.all([
      client.queue.join.mutate({ concertId }),
      client.concert.list.query(),
    ]);
    expect(ticket.joinedAt).toBeInstanceOf(Date);
    expect(items.some(({ id }) => id === concertId)).toBe(true);
    const error = await client.balance.charge
      .mutate({ amount: -1 })
      .catch((refused: unknown) => refused);
    if (!isTRPCClientError<AppRouter>(error) || error.data?.errorCode !== 'INVALID_AMOUNT')
      throw error;
    expect(error.data.details.issues[0]?.path).toEqual(['amount']);
  });
});

describe('a fake API speaks as the server does', () => {
  const CONCERT = '01900000-0000-7000-8000-000000000000';
  const input = `input=${encodeURIComponent(JSON.stringify({ json: { concertId: CONCERT } }))}`;

  /** What a request is answered with, without what differs between two requests. */
  async function answer(send: (path: string) => Promise<Response>, path: string) {
    const response = await send(path);
    const text = (await response.text()).replaceAll(/"requestId":"[^"]*"/g, '"requestId":""');
    return { status: response.status, type: response.headers.get('content-type'), text };
  }
  const real = (path: string) => fetch(`${sale.live.server.url}/trpc/${path}`);
  const fake = (api: FakeApi) => (path: string) =>
    api.fetch(`https://sale.example/trpc/${path}`) as Promise<Response>;

  test('in refusals and results, alone and in a batch', async () => {
    const api = createFakeApi();
    api.refuse('concert.get', 'CONCERT_NOT_FOUND');
    api.refuse('balance.get', 'UNAUTHENTICATED');
    api.on('concert.list', await sale.operator.concert.list.query());
    const paths = [
      `concert.get?${input}`,
      'concert.list',
      'balance.get,concert.list?batch=1',
      'no.such',
      'queue.join',
    ];
    for (const path of paths) {
      expect(await answer(fake(api), path), path).toEqual(await answer(real, path));
    }
  });

  test('in an event stream', async () => {
    const api = createFakeApi();
    const concertId = await sale.concert(2, { maxActive: 0 });
    const client = await sale.client('watches');
    const ticket = await client.queue.join.mutate({ concertId });
    api.on('queue.watch', [ticket]);
    const authorization = (await sale.live.signIn('watches')).authorization ?? '';
    const headers = { authorization, 'x-queue-token': ticket.token };
    const watching = new AbortController();
    const stream = await fetch(`${sale.live.server.url}/trpc/queue.watch`, {
      headers,
      signal: watching.signal,
    });
    const events = async (response: Response) => {
      const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
      let text = '';
      while ((text.match(/^data: \{/gm) ?? []).length < 2) text += (await reader?.read())?.value;
      return text.slice(0, text.indexOf('data: {"json"')).trim();
    };
    const fakeStream = await api.fetch('https://sale.example/trpc/queue.watch', { headers });
    expect(await events(fakeStream as Response)).toBe(await events(stream));
    expect(fakeStream.headers.get('content-type')).toBe(stream.headers.get('content-type'));
    watching.abort();
  });
});

describe('a published draw', () => {
  test('is verified from its pages by anybody, with the place of an entrant', async () => {
    const concertId = await sale.concert(2, {
      maxActive: 0,
      opensAt: new Date(Date.now() + 2_000),
    });
    const anonymous = createFrontrowClient({ url: sale.live.server.url, auth: null });
    const { seedHash } = (await anonymous.concert.get.query({ concertId })).draw;
    expect((await verifyDraw(drawPages(anonymous, { concertId }))).status).toBe('NOT_DRAWN');
    const clients = await Promise.all(['ann', 'bob', 'eve'].map((name) => sale.client(name)));
    const tickets = await Promise.all(
      clients.map((client) => client.queue.join.mutate({ concertId })),
    );
    const { token, entrant } = tickets[0] ?? {};
    await vi.waitFor(
      async () => {
        const status = await clients[0]?.queue.status.query(undefined, { queueToken: token ?? '' });
        expect(status?.status).toBe('WAITING');
        const verdict = await verifyDraw(drawPages(anonymous, { concertId }), {
          seedHash,
          entrant,
        });
        expect(verdict).toEqual({
          status: 'VALID',
          problems: [],
          round: 1,
          entrants: 3,
          place: status?.position,
        });
      },
      { timeout: 20_000, interval: 500 },
    );
  });
});
