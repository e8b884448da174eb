import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { BUDGETS } from '@frontrow/api/access/rate-limit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, startApi, type Visitor } from '../../testing/http/api.ts';
import { answerOf, post, type RawAnswer } from '../../testing/http/raw.ts';

let api: Api;
let visitor: Visitor;
let concertId: string;
beforeAll(async () => {
  api = await startApi();
  ({ concertId } = await api.world.concertWithSeats());
  visitor = await api.visitor('a stranger');
  await visitor.enter(concertId);
});
afterAll(() => api.close());

const headers = () => ({
  authorization: `Bearer ${visitor.bearer}`,
  'x-queue-token': visitor.token,
});
const get = async (path: string, extra: Record<string, string> = {}): Promise<RawAnswer> =>
  answerOf(await fetch(`${api.url}/trpc/${path}`, { headers: { ...headers(), ...extra } }));
const query = (path: string, envelope: unknown) =>
  get(`${path}?input=${encodeURIComponent(JSON.stringify(envelope))}`);
const charge = (envelope: unknown) =>
  post(`${api.url}/trpc/balance.charge`, JSON.stringify(envelope), headers());

describe('the types of superjson', () => {
  test('a sparse path and a typed array are refused at once, and make no memory', async () => {
    const sparse = {
      json: [[]],
      meta: { values: { '0.100000000': ['undefined'], '00': ['set'] } },
    };
    const typed = { json: 1e9, meta: { values: [['typed-array', 'Float64Array']] } };
    const before = process.memoryUsage();
    for (const envelope of [sparse, typed, sparse, typed]) {
      const { status, error } = await query('concert.list', envelope);
      expect([status, error.errorCode]).toEqual([400, 'VALIDATION_FAILED']);
    }
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    expect(heapUsed - before.heapUsed).toBeLessThan(50_000_000);
    expect(arrayBuffers - before.arrayBuffers).toBeLessThan(50_000_000);
  });

  test.for([
    ['a bigint', { json: { amount: '5' }, meta: { values: { amount: ['bigint'] } } }],
    ['NaN', { json: { amount: 'NaN' }, meta: { values: { amount: ['number'] } } }],
    ['a set', { json: { amount: [5] }, meta: { values: { amount: ['set'] } } }],
    [
      'a time',
      { json: { amount: '2030-01-01T00:00:00Z' }, meta: { values: { amount: ['Date'] } } },
    ],
    ['no time', { json: { amount: 'banana' }, meta: { values: { amount: ['Date'] } } }],
    ['undefined', { json: { amount: 5 }, meta: { values: { amount: ['undefined'] } } }],
    ['a missing one', { json: {}, meta: { values: { amount: ['undefined'] } } }],
    ['a deep list', { json: { amount: JSON.parse('['.repeat(99) + ']'.repeat(99)) } }],
  ] as const)('an amount that is %s: INVALID_AMOUNT', async ([, envelope]) => {
    const { status, error } = await charge(envelope);
    expect([status, error.errorCode]).toEqual([400, 'INVALID_AMOUNT']);
    expect(error.details.issues).toEqual([{ path: ['amount'], message: expect.any(String) }]);
  });

  test('at any other path: VALIDATION_FAILED with that path, also where the key is not known', async () => {
    const { error } = await charge({
      json: { amount: 5, other: [1] },
      meta: { values: { other: ['set'] } },
    });
    expect([error.errorCode, error.details.issues]).toEqual([
      'VALIDATION_FAILED',
      [{ path: ['other'], message: expect.any(String) }],
    ]);
  });

  test('a procedure without input refuses them too, and does nothing', async () => {
    const envelope = { json: null, meta: { values: ['set'] } };
    const left = await post(`${api.url}/trpc/queue.leave`, JSON.stringify(envelope), headers());
    expect([left.status, left.error.errorCode]).toEqual([400, 'VALIDATION_FAILED']);
    await expect(visitor.client.queue.status.query()).resolves.toBeTruthy();
  });

  test('in a batch, only the call with the wrong input is refused', async () => {
    const body = { 0: { json: { amount: 'x' }, meta: { values: { amount: ['bigint'] } } } };
    const { text } = await post(
      `${api.url}/trpc/balance.charge,balance.charge?batch=1`,
      JSON.stringify({ ...body, 1: { json: { amount: 7 } } }),
      headers(),
    );
    const [refused, done] = JSON.parse(text);
    expect(refused.error.json.data.errorCode).toBe('INVALID_AMOUNT');
    expect(done.result.data.json).toMatchObject({ amount: 7 });
  });
});

describe('the order', () => {
  test.for(['concert.list', 'balance.get', 'queue.status'])(
    '%s asks the rate limit before it decodes the input',
    async (path) => {
      const budgets = { ...BUDGETS, address: 0, user: 0 };
      const limited = await startApi({ RATE_LIMIT: 'on' }, api.world, { budgets });
      try {
        const wrong = JSON.stringify({ json: 1, meta: { values: ['set'] } });
        const signedIn = path === 'concert.list' ? {} : headers();
        const response = await fetch(
          `${limited.url}/trpc/${path}?input=${encodeURIComponent(wrong)}`,
          { headers: signedIn },
        );
        expect((await answerOf(response)).error.errorCode).toBe('RATE_LIMITED');
      } finally {
        limited.stop();
      }
    },
  );

  test('who is calling is asked before the input is decoded', async () => {
    const wrong = JSON.stringify({ json: 1, meta: { values: ['set'] } });
    const { status, error } = await post(`${api.url}/trpc/balance.charge`, wrong);
    expect([status, error.errorCode]).toEqual([401, 'UNAUTHENTICATED']);
  });
});

describe('what is too much is refused before it is parsed', () => {
  test('an address of more than 16 KiB', async () => {
    const {
      status,
      error,
      headers: answered,
    } = await get(`concert.list?input=${'x'.repeat(17_000)}`);
    expect([status, error.errorCode]).toEqual([400, 'VALIDATION_FAILED']);
    expect(error.requestId).toBe(answered.get('x-request-id'));
  });

  test('a body whose length says so, and one that does not say its length', async () => {
    const body = JSON.stringify({ json: { amount: 1, note: 'x'.repeat(400_000) } });
    const told = await post(`${api.url}/trpc/balance.charge`, body, headers());
    const streamed = await streamedPost(body);
    for (const { status, error } of [told, streamed]) {
      expect([status, error.errorCode, error.details.issues]).toEqual([
        400,
        'VALIDATION_FAILED',
        [{ path: [], message: 'is too large' }],
      ]);
      expect(error.requestId).not.toBe('');
    }
  });

  test.for(['multipart/form-data; boundary=x', 'application/octet-stream', 'text/plain'])(
    'a body of the type %s',
    async (type) => {
      const body = '--x\r\ncontent-disposition: form-data; name="amount"\r\n\r\n5\r\n--x--\r\n';
      const { status, error } = await post(`${api.url}/trpc/balance.charge`, body, {
        ...headers(),
        'content-type': type,
      });
      expect([status, error.errorCode]).toEqual([400, 'VALIDATION_FAILED']);
    },
  );

  test('two seat maps in a batch, however the path is written; one is answered', async () => {
    const batch = (paths: string) => get(`${paths}?batch=1&input=%7B%7D`);
    for (const paths of [
      'concert.seatMap,concert.seatMap',
      'concert.seatMap%2Cconcert.seat%4Dap',
    ]) {
      const { status, error, text } = await batch(paths);
      expect([status, error.errorCode]).toEqual([400, 'VALIDATION_FAILED']);
      expect(text).toContain('seatMap');
      expect(JSON.parse(text)).not.toBeInstanceOf(Array);
    }
    expect(JSON.parse((await batch('concert.seatMap,session.me')).text)).toHaveLength(2);
  });

  test('connectionParams have no effect, whatever they are', async () => {
    const params = encodeURIComponent(
      JSON.stringify({ authorization: `Bearer ${visitor.bearer}` }),
    );
    const answer = await fetch(`${api.url}/trpc/session.me?connectionParams=${params}`);
    expect((await answerOf(answer)).error.errorCode).toBe('UNAUTHENTICATED');
    const deep = encodeURIComponent('['.repeat(4_000));
    const { status, error } = await get(`session.me?connectionParams=${deep}`);
    expect([status, error.errorCode]).toEqual([400, 'VALIDATION_FAILED']);
  });

  test.for<[string, Record<string, string>, string]>([
    ['a bearer token', { authorization: `Bearer ${'x'.repeat(9_000)}` }, 'UNAUTHENTICATED'],
    ['a bearer of dots', { authorization: `Bearer ${'.'.repeat(8_000)}` }, 'UNAUTHENTICATED'],
    ['a queue token', { 'x-queue-token': 'test.'.repeat(2_000) }, 'QUEUE_TOKEN_INVALID'],
  ])('%s', async ([, header, code]) => {
    const { error } = await get('queue.status', header);
    expect(error.errorCode).toBe(code);
  });

  test('a user acted for', async () => {
    const backEnd = await api.visitor('back end', 'service');
    for (const named of ['x'.repeat(5_000), `external:${'%41'.repeat(1_500)}`]) {
      const { status, error } = await get('session.me', {
        authorization: `Bearer ${backEnd.bearer}`,
        'x-on-behalf-of': named,
      });
      expect([status, error.errorCode]).toEqual([400, 'VALIDATION_FAILED']);
      expect(error.details.issues).toEqual([
        { path: ['x-on-behalf-of'], message: expect.any(String) },
      ]);
    }
  });

  test('the id of a stream’s last event is not read', async () => {
    const answer = await fetch(`${api.url}/trpc/queue.watch?lastEventId=${'x'.repeat(9_000)}`, {
      headers: { authorization: `Bearer ${visitor.bearer}`, 'last-event-id': 'y'.repeat(5_000) },
    });
    expect(await answer.text()).toContain('QUEUE_TOKEN_REQUIRED');
  });

  test('none of this was a fault of ours', () => expect(api.faults).toEqual([]));
});

/** A body in chunks, without `content-length`. */
function streamedPost(body: string): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      `${api.url}/trpc/balance.charge`,
      { method: 'POST', headers: { ...headers(), 'content-type': 'application/json' } },
      async (answer) => {
        const init = { status: answer.statusCode ?? 0 };
        resolve(answerOf(new Response(await text(answer), init)));
      },
    );
    sent.on('error', reject);
    for (let at = 0; at < body.length; at += 50_000) sent.write(body.slice(at, at + 50_000));
    sent.end();
  });
}
