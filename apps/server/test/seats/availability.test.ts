import { type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { houseOf } from '@frontrow/domain/testing/house';
import superjson from 'superjson';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi, type Visitor } from '../../testing/http/api.ts';

let api: Api;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.close());

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  /** As it came. */
  raw: Buffer;
  /** Decompressed. */
  text: string;
}

/** Asks without a client, which would decompress the answer by itself. */
async function get(search: string, headers: Record<string, string>): Promise<Answer> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request(`${api.url}/trpc/${search}`, { headers }, resolve).on('error', reject).end();
  });
  const raw = await buffer(response);
  const isGzip = response.headers['content-encoding'] === 'gzip';
  const text = (isGzip ? gunzipSync(raw) : raw).toString();
  return { status: response.statusCode ?? 0, headers: response.headers, raw, text };
}

const GZIP = { 'accept-encoding': 'gzip, deflate, br' };
const encoded = (input: unknown) => encodeURIComponent(JSON.stringify(input));
const singleOf = (input: unknown) =>
  `concert.availability?input=${encoded(superjson.serialize(input))}`;
/** With a parameter that no client sends tRPC's own handler answers. */
const byTrpc = (search: string) => `${search}&stock=1`;

const headersOf = ({ bearer, token }: Pick<Visitor, 'bearer' | 'token'>) => ({
  authorization: `Bearer ${bearer}`,
  'x-queue-token': token,
  'x-request-id': 'the-same',
});

async function houseWith(rows: string[], standing = 0) {
  const { concertId, performanceId } = await houseOf(api.world, rows, { standing });
  const enter = async (who: string) => {
    const visitor = await api.visitor(`${who} ${performanceId}`);
    await visitor.enter(concertId);
    await visitor.client.queue.status.query();
    return visitor;
  };
  return { performanceId, reader: await enter('reader'), buyer: await enter('buyer') };
}

const shownHeaders = ({ headers }: Answer) => {
  const { date: _, 'content-length': __, 'transfer-encoding': ___, ...shown } = headers;
  return shown;
};

test('the bytes are the same as those of tRPC’s own handler', async () => {
  const { performanceId, reader, buyer } = await houseWith(['.....', '..|...'], 7);
  const { version } = await reader.client.concert.availability.query({ performanceId });
  await reader.client.reservation.hold.mutate({ performanceId, places: [1, 2] });
  const standing = await buyer.client.reservation.hold.mutate({
    performanceId,
    general: [{ section: 'Pit', quantity: 3 }],
  });
  const mine = standing.seats.map(({ place }) => place);
  const own = headersOf(reader);
  const other = await api.world.concertWithSeats();
  for (const [input, headers, part] of [
    [{ performanceId }, own, '"places":"AHHAAAAAAA-------"'],
    [{ performanceId }, headersOf(buyer), `"mine":[${mine}]`],
    [{ performanceId, sinceVersion: version }, own, '"changed":[[1,"H"],[2,"H"]]'],
    [{ performanceId, sinceVersion: undefined }, own, '"available":4'],
    [{ performanceId, sinceVersion: 1 }, own, '"full":true'],
    [{ performanceId, sinceVersion: -1 }, own, 'VALIDATION_FAILED'],
    [{ performanceId: 'none' }, own, 'VALIDATION_FAILED'],
    [null, own, 'VALIDATION_FAILED'],
    [{ performanceId: other.performanceId }, own, 'QUEUE_TOKEN_INVALID'],
    [{ performanceId: other.concertId }, own, 'PERFORMANCE_NOT_FOUND'],
    [{ performanceId }, { 'x-request-id': 'the-same' }, 'UNAUTHENTICATED'],
    [{ performanceId }, { ...own, 'x-queue-token': 'x' }, 'QUEUE_TOKEN_INVALID'],
  ] as [unknown, Record<string, string>, string][]) {
    const search = singleOf(input);
    const [answer, expected] = [await get(search, headers), await get(byTrpc(search), headers)];
    expect(expected.text).toContain(part);
    expect(answer.text).toBe(expected.text);
    expect(answer.status).toBe(expected.status);
    expect(shownHeaders(answer)).toEqual(shownHeaders(expected));
  }
});

describe('a house of 60,000 places', () => {
  const PLACES = 60_000;
  let house: Awaited<ReturnType<typeof houseWith>>;
  beforeAll(async () => {
    house = await houseWith(['.']);
    const { rows } = await api.world.pool.query<{ concert_id: string }>(
      'select concert_id from performance where id = $1',
      [house.performanceId],
    );
    const concertId = rows[0]?.concert_id ?? '';
    const sections = Array.from({ length: 20 }, (_, n) => ({
      ...{ name: `Block ${n}`, rows: 30, seatsPerRow: 100, price: 50_000 },
    }));
    const performanceId = await api.world.performance(concertId, { sections });
    // Half of them at random, which no real sale does: it is the worst for compression.
    await api.world.ownerPool.query(
      `update seat set sold = true, reservation_id = gen_random_uuid(), holder_id = gen_random_uuid()
       where performance_id = $1 and random() < 0.5`,
      [performanceId],
    );
    house = { ...house, performanceId };
  });

  test('takes at most 61 kB, and 20 kB compressed', async () => {
    const headers = headersOf(house.reader);
    const { performanceId } = house;
    const plain = await get(singleOf({ performanceId }), headers);
    expect(plain.raw.length).toBeLessThanOrEqual(61_000);
    expect(plain.headers['content-encoding']).toBeUndefined();
    const compressed = await get(singleOf({ performanceId }), { ...headers, ...GZIP });
    expect(compressed.headers['content-encoding']).toBe('gzip');
    expect(compressed.headers.vary).toContain('accept-encoding');
    expect(compressed.raw.length).toBeLessThanOrEqual(20_000);
    expect(compressed.text).toBe(plain.text);
    for (const coding of ['br', 'gzip;q=0', 'identity']) {
      const answer = await get(singleOf({ performanceId }), {
        ...headers,
        'accept-encoding': coding,
      });
      expect(answer.text).toBe(plain.text);
      expect(answer.headers['content-encoding']).toBeUndefined();
    }
  });

  test('a change of 50 places takes less than 1 kB', async () => {
    const { performanceId, reader } = house;
    const { version, places = '' } = await reader.client.concert.availability.query({
      performanceId,
    });
    expect(places).toHaveLength(PLACES);
    const free = [...places].flatMap((letter, place) => (letter === 'A' ? [place] : []));
    const operator = await api.visitor('operator', 'operator');
    const changed = Array.from({ length: 50 }, (_, n) => free[n * 500] ?? 0);
    await operator.client.admin.blockPlaces.mutate({ performanceId, places: changed });
    const delta = await get(singleOf({ performanceId, sinceVersion: version }), headersOf(reader));
    expect(delta.text).toContain('"full":false');
    expect(delta.text.match(/"B"/g)).toHaveLength(50);
    expect(delta.raw.length).toBeLessThan(1_000);
  });

  test('has a chart that is compressed, and kept until a price changes', async () => {
    const { performanceId } = house;
    const search = `concert.chart?input=${encoded(superjson.serialize({ performanceId }))}`;
    const [plain, compressed] = [await get(search, {}), await get(search, GZIP)];
    expect(compressed.headers['content-encoding']).toBe('gzip');
    expect(compressed.headers['cache-control']).toBe('public, max-age=60');
    expect(compressed.text).toBe(plain.text);
    expect(compressed.raw.length).toBeLessThan(plain.raw.length / 5);
    for (const headers of [GZIP, {}] as Record<string, string>[]) {
      for (const { headers: known } of [plain, compressed]) {
        const again = await get(search, { ...headers, 'if-none-match': String(known.etag) });
        if (known.etag === plain.headers.etag || headers === GZIP) {
          expect([again.status, again.raw.length]).toEqual([304, 0]);
        }
      }
    }
    const operator = await api.visitor('operator', 'operator');
    const prices = { 'Block 3': 70_000 };
    await operator.client.admin.updatePerformance.mutate({ performanceId, prices });
    const changed = await get(search, {
      ...GZIP,
      'if-none-match': String(compressed.headers.etag),
    });
    expect(changed.status).toBe(200);
    expect(changed.text).toContain('"price":70000');
  });
});
