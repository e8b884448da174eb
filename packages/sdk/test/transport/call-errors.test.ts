import { inspect } from 'node:util';
import { describe, expect, test, vi } from 'vitest';
import { createFrontrowClient, isFrontrowError } from '../../src/index.ts';

const refusal = (errorCode: string, details: object) =>
  Response.json(
    {
      error: {
        json: { message: 'refused', code: -32_000, data: { errorCode, details, requestId: 'r' } },
      },
    },
    { status: 409 },
  );

const clientOf = (fetch: (url: string) => Promise<Response>) =>
  createFrontrowClient({ url: 'https://sale.example', auth: null, fetch });

const seatIds = Array.from({ length: 4 }, () => '01890a5d-ac96-774b-bcce-b302099a8057');

/** The application's function that calls. */
async function buySeats(): Promise<unknown> {
  const client = clientOf(async () =>
    refusal('SEAT_UNAVAILABLE', { seatIds, places: [1, 2, 3, 4] }),
  );
  const input = { performanceId: 'p', seatIds };
  return client.reservation.hold.mutate(input, { queueToken: 't' });
}

describe('a refusal', () => {
  test("has the caller's own frame in its stack, and prints in under 15 lines", async () => {
    const error = await buySeats().catch((error: unknown) => error);
    expect(isFrontrowError(error, 'SEAT_UNAVAILABLE')).toBe(true);
    const { stack = '' } = error as Error;
    expect(stack).toMatch(/^FrontrowError: refused\n +at .*buySeats.*call-errors\.test\.ts/);
    const printed = inspect(error).split('\n');
    expect(printed.length, inspect(error)).toBeLessThan(15);
    expect(inspect(error)).toContain("errorCode: 'SEAT_UNAVAILABLE'");
  });

  test('holds no Response, nor anything else of the request', async () => {
    const error = (await buySeats().catch((error: unknown) => error)) as Error;
    expect(Reflect.ownKeys(error).sort()).toEqual(
      ['details', 'errorCode', 'message', 'name', 'requestId', 'stack'].sort(),
    );
    expect(inspect(error, { depth: 10, showHidden: true })).not.toMatch(/Response|Headers/);
  });
});

test("a session's refusal has the caller's frame first, whatever lies between", async () => {
  const later = new Date(Date.now() + 60_000);
  const meta = { values: { joinedAt: ['Date'], activeUntil: ['Date'] } };
  const json = {
    status: 'ACTIVE',
    token: 't',
    concertId: 'c',
    joinedAt: later,
    activeUntil: later,
  };
  const client = clientOf(async (url) =>
    url.includes('queue.')
      ? Response.json({ result: { data: { json, meta } } })
      : refusal('HOLD_LIMIT_EXCEEDED', { limit: 4 }),
  );
  const session = await client.enter('c');
  const chooseSeat = async () => session.hold(['a'], { performanceId: 'p' });
  const error = (await chooseSeat().catch((error: unknown) => error)) as Error;
  expect(error.stack).toMatch(/^FrontrowError: refused\n +at .*chooseSeat/);
  expect(inspect(error).split('\n').length).toBeLessThan(15);
});

test("an entering user's refusal has the caller's frame, although the client asks by itself", async () => {
  const client = clientOf(async () => refusal('QUEUE_CLOSED', {}));
  const enterSale = async () => client.enter('c');
  const error = (await enterSale().catch((error: unknown) => error)) as Error;
  expect(error.stack).toContain('call-errors.test.ts');
});

describe('a network failure', () => {
  test("has the caller's frame, and the failure as its cause", async () => {
    const cause = new TypeError('fetch failed');
    const fetch = vi.fn(async () => Promise.reject(cause));
    const url = 'https://sale.example';
    const client = createFrontrowClient({ url, auth: null, fetch, retrySeconds: 0 });
    const error = (await client.concert.list.query().catch((error: unknown) => error)) as Error;
    expect(error).toMatchObject({ message: 'fetch failed', cause });
    expect(error.stack).toContain('call-errors.test.ts');
    expect(isFrontrowError(error)).toBe(false);
  });
});

test('nothing asks for the time or a random number before the first byte of a fetch', async () => {
  let hasFetched = false;
  const unless =
    <T>(what: string, value: () => T) =>
    () => {
      if (!hasFetched) throw new Error(`${what} before a fetch`);
      return value();
    };
  const spies = [
    vi.spyOn(Date, 'now').mockImplementation(unless('Date.now()', () => 0)),
    vi.spyOn(Math, 'random').mockImplementation(unless('Math.random()', () => 0.5)),
    vi.spyOn(crypto, 'randomUUID').mockImplementation(unless('randomUUID()', () => 'a-b-c-d-e')),
  ];
  try {
    const client = clientOf(async () => {
      hasFetched = true;
      return Response.json({ result: { data: { json: { items: [], nextCursor: null } } } });
    });
    expect(await client.concert.list.query({ limit: 5 })).toEqual({ items: [], nextCursor: null });
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
});
