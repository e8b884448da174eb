import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Api, refusalOf, startApi, type Visitor } from '../../testing/http/api.ts';
import { answerOf, post } from '../../testing/http/raw.ts';

let api: Api;
let visitor: Visitor;
let operator: Visitor;
let concert: { concertId: string; performanceId: string; seatIds: string[] };
beforeAll(async () => {
  api = await startApi();
  concert = await api.world.concertWithSeats();
  visitor = await api.visitor('clumsy');
  operator = await api.visitor('operator', 'operator');
  await visitor.enter(concert.concertId);
});
afterAll(() => api.close());

const nowhere = '01920000-0000-7000-8000-00000000dead';
const headers = () => ({
  authorization: `Bearer ${visitor.bearer}`,
  'x-queue-token': visitor.token,
});

/** Queries that must be refused with VALIDATION_FAILED at exactly this path. */
const queries: [string, string, (input: never) => unknown, (string | number)[]][] = [];
const bad = (procedure: string, input: unknown, path: (string | number)[]) =>
  queries.push([procedure, JSON.stringify(input), input as never, path]);

bad('concert.get', { concertId: 'abc' }, ['concertId']);
bad('concert.get', {}, ['concertId']);
bad('concert.get', { concertId: null }, ['concertId']);
bad('concert.list', { limit: 0 }, ['limit']);
bad('concert.list', { limit: 101 }, ['limit']);
bad('concert.list', { limit: 1.5 }, ['limit']);
bad('concert.list', { cursor: 'not-a-cursor' }, ['cursor']);
bad('concert.seats', { performanceId: "1' or '1'='1" }, ['performanceId']);
bad('concert.seatMap', { performanceId: nowhere, sinceVersion: -1 }, ['sinceVersion']);
bad('concert.seatMap', { performanceId: nowhere, sinceVersion: 'x' }, ['sinceVersion']);
bad('reservation.list', { status: 'LOST' }, ['status']);
bad('reservation.get', { reservationId: 7 }, ['reservationId']);
bad('balance.history', { cursor: 'x' }, ['cursor']);
bad('payment.get', { paymentId: '' }, ['paymentId']);

const seat = '0192abcd-0000-7000-8000-000000000001';
const mutations: [string, unknown, (string | number)[]][] = [
  ['queue.join', { concertId: 'x' }, ['concertId']],
  ['reservation.hold', { performanceId: nowhere, seatIds: [] }, ['seatIds']],
  ['reservation.hold', { performanceId: nowhere, seatIds: [seat, seat] }, ['seatIds', 1]],
  [
    'reservation.hold',
    { performanceId: nowhere, seatIds: [seat, seat.toUpperCase()] },
    ['seatIds', 1],
  ],
  ['reservation.hold', { performanceId: nowhere, seatIds: [seat, 'x'] }, ['seatIds', 1]],
  ['reservation.hold', { performanceId: nowhere, seatIds: seat }, ['seatIds']],
  ['reservation.hold', { performanceId: nowhere, seatIds: Array(101).fill(seat) }, ['seatIds']],
  ['reservation.hold', { performanceId: nowhere }, ['seatIds']],
  [
    'reservation.hold',
    { performanceId: nowhere, seatIds: [seat], idempotencyKey: 'short' },
    ['idempotencyKey'],
  ],
  ['reservation.release', { reservationId: null }, ['reservationId']],
  ['balance.charge', { amount: 1, idempotencyKey: 'x'.repeat(129) }, ['idempotencyKey']],
  ['payment.pay', { reservationId: 'x' }, ['reservationId']],
  ['payment.pay', { reservationId: nowhere, topUp: 'yes' }, ['topUp']],
];

const asOperator: [string, unknown, (string | number)[]][] = [
  ['admin.createConcert', { title: '', artist: 'A', venue: 'V' }, ['title']],
  ['admin.createConcert', { title: 'T', artist: 'A', venue: 'V', holdLimit: 0 }, ['holdLimit']],
  [
    'admin.createConcert',
    { title: 'T', artist: 'A', venue: 'V', queue: { claimSeconds: 5, pollAfterSeconds: 3 } },
    ['queue', 'claimSeconds'],
  ],
  ['admin.createPerformance', { concertId: nowhere, startsAt: 'soon', sections: [] }, ['startsAt']],
  ['admin.configureQueue', { concertId: nowhere, maxActive: -1 }, ['maxActive']],
  ['admin.createUser', { name: ' ' }, ['name']],
  ['admin.refund', { paymentId: 'x' }, ['paymentId']],
  ['admin.cancelPerformance', { performanceId: nowhere, reason: '' }, ['reason']],
  ['admin.redeemTicket', { code: 5 }, ['code']],
];

describe('an invalid field is named by its exact path', () => {
  test.for(queries)('%s %s', async ([procedure, , input, path]) => {
    const query = encodeURIComponent(JSON.stringify({ json: input }));
    const response = await fetch(`${api.url}/trpc/${procedure}?input=${query}`, {
      headers: headers(),
    });
    const { status, error } = await answerOf(response);
    expect([status, error.errorCode, error.code]).toEqual([
      400,
      'VALIDATION_FAILED',
      'BAD_REQUEST',
    ]);
    expect(error.details.issues).toContainEqual({ path, message: expect.any(String) });
  });

  test.for(mutations)('%s %j', async ([procedure, input, path]) => {
    const body = JSON.stringify({ json: input });
    const { status, error } = await post(`${api.url}/trpc/${procedure}`, body, headers());
    expect([status, error.errorCode]).toEqual([400, 'VALIDATION_FAILED']);
    expect(error.details.issues).toContainEqual({ path, message: expect.any(String) });
  });

  test.for(asOperator)('%s %j', async ([procedure, input, path]) => {
    const body = JSON.stringify({ json: input });
    const authorization = `Bearer ${operator.bearer}`;
    const { status, error } = await post(`${api.url}/trpc/${procedure}`, body, { authorization });
    expect([status, error.errorCode]).toEqual([400, 'VALIDATION_FAILED']);
    expect(error.details.issues).toContainEqual({ path, message: expect.any(String) });
  });

  test('a duplicate section name, too many seats, an unknown time zone', async () => {
    const { createPerformance } = operator.client.admin;
    const section = { name: 'S', rows: 1, seatsPerRow: 1, price: 1 };
    const base = { concertId: concert.concertId, startsAt: new Date(), sections: [section] };
    expect(
      (await refusalOf(createPerformance.mutate({ ...base, sections: [section, section] })))
        .details,
    ).toMatchObject({ issues: [{ path: ['sections', 1, 'name'] }] });
    const huge = [{ ...section, rows: 1_000, seatsPerRow: 1_000 }];
    expect(
      (await refusalOf(createPerformance.mutate({ ...base, sections: huge }))).details,
    ).toMatchObject({ issues: [{ path: ['sections'] }] });
    expect(
      (await refusalOf(createPerformance.mutate({ ...base, timezone: 'Mars/Base' }))).details,
    ).toMatchObject({ issues: [{ path: ['timezone'] }] });
  });
});

describe('unknown things', () => {
  test('each kind of unknown id has its own code', async () => {
    const { client } = visitor;
    const codes = async (...calls: (() => Promise<unknown>)[]) => {
      const found = [];
      for (const call of calls) found.push((await refusalOf(call())).errorCode);
      return found;
    };
    const unknown = {
      concertId: nowhere,
      performanceId: nowhere,
      reservationId: nowhere,
      paymentId: nowhere,
    };
    expect(
      await codes(
        () => client.queue.join.mutate(unknown),
        () => client.concert.get.query(unknown),
        () => client.concert.dates.query(unknown),
        () => client.concert.seats.query(unknown),
        () => client.concert.seatMap.query(unknown),
        () => client.reservation.get.query(unknown),
        () => client.reservation.release.mutate(unknown),
        () => client.payment.get.query(unknown),
        () => client.payment.tickets.query(unknown),
        () => operator.client.admin.refund.mutate({ paymentId: nowhere }),
        () =>
          operator.client.admin.cancelPerformance.mutate({ performanceId: nowhere, reason: 'r' }),
        () => operator.client.admin.configureQueue.mutate({ concertId: nowhere }),
        () => operator.client.admin.queueStats.query(unknown),
        () => operator.client.admin.redeemTicket.mutate({ code: 'test.aaaa.bbbb' }),
      ),
    ).toEqual([
      ...['CONCERT_NOT_FOUND', 'CONCERT_NOT_FOUND', 'CONCERT_NOT_FOUND'],
      ...['PERFORMANCE_NOT_FOUND', 'PERFORMANCE_NOT_FOUND'],
      ...['RESERVATION_NOT_FOUND', 'RESERVATION_NOT_FOUND'],
      ...['PAYMENT_NOT_FOUND', 'PAYMENT_NOT_FOUND', 'PAYMENT_NOT_FOUND'],
      ...['PERFORMANCE_NOT_FOUND', 'CONCERT_NOT_FOUND', 'CONCERT_NOT_FOUND', 'TICKET_NOT_FOUND'],
    ]);
  });

  test('the reservations and payments of other users are not found', async () => {
    const { performanceId, seatIds, concertId } = await api.world.concertWithSeats();
    const owner = await api.visitor('owner');
    await owner.enter(concertId);
    const seat = { performanceId, seatIds: seatIds.slice(0, 1) };
    const { id: reservationId } = await owner.client.reservation.hold.mutate(seat);
    const { client } = visitor;
    for (const call of [
      () => client.reservation.get.query({ reservationId }),
      () => client.reservation.release.mutate({ reservationId }),
    ]) {
      expect(await refusalOf(call())).toMatchObject({ errorCode: 'RESERVATION_NOT_FOUND' });
    }
    const pay = { reservationId, topUp: true };
    const { id: paymentId } = await owner.client.payment.pay.mutate(pay);
    for (const call of [
      () => client.payment.get.query({ paymentId }),
      () => client.payment.tickets.query({ paymentId }),
    ]) {
      expect(await refusalOf(call())).toMatchObject({ errorCode: 'PAYMENT_NOT_FOUND' });
    }
    expect((await client.reservation.list.query({})).items).toEqual([]);
  });
});

describe('invalid bodies and addresses', () => {
  const target = () => `${api.url}/trpc/balance.charge`;

  test.for([
    ['not JSON', '{"json":'],
    ['an array', '[]'],
    ['null', 'null'],
    ['a number', '7'],
    ['a text', '"x"'],
    ['no superjson', '{"amount":5}'],
    ['a wrong meta value', '{"json":{"amount":1},"meta":{"values":{"amount":["Nonsense"]}}}'],
    [
      'a meta path to the prototype',
      '{"json":{"amount":1},"meta":{"values":{"__proto__.x":["Date"]}}}',
    ],
    ['nothing', undefined],
  ] as const)('a body that is %s: 400, not 500', async ([, body]) => {
    const { status, error } = await post(target(), body, headers());
    expect(status).toBe(400);
    expect(['VALIDATION_FAILED', 'INVALID_AMOUNT']).toContain(error.errorCode);
    expect(error.details.issues).toHaveLength(1);
  });

  test('a body of 5 MB is refused', async () => {
    const body = JSON.stringify({ json: { amount: 1, note: 'x'.repeat(5_000_000) } });
    const { status, error } = await post(target(), body, headers());
    expect([status, error.errorCode]).toEqual([400, 'VALIDATION_FAILED']);
  });

  test('another content type is refused', async () => {
    const { status, error } = await post(target(), 'amount=1', {
      ...headers(),
      'content-type': 'application/x-www-form-urlencoded',
    });
    expect([status, error.errorCode]).toEqual([400, 'VALIDATION_FAILED']);
  });

  test('a batch of 101 calls is refused as a whole', async () => {
    const paths = Array(101).fill('balance.charge').join(',');
    const calls = Object.fromEntries(paths.split(',').map((_, n) => [n, { json: { amount: 1 } }]));
    const { status, error } = await post(
      `${api.url}/trpc/${paths}?batch=1`,
      JSON.stringify(calls),
      headers(),
    );
    expect([status, error.errorCode]).toEqual([400, 'VALIDATION_FAILED']);
    expect(await visitor.client.balance.get.query()).toMatchObject({ amount: 0 });
  });

  test('an unknown procedure and a wrong method have their own codes; an unknown path is 404', async () => {
    const unknown = await post(`${api.url}/trpc/seat.steal`, '{}', headers());
    expect([unknown.status, unknown.error.errorCode]).toEqual([404, 'PROCEDURE_NOT_FOUND']);
    const method = await post(`${api.url}/trpc/session.me`, '{}', headers());
    expect([method.status, method.error.errorCode]).toEqual([405, 'METHOD_NOT_SUPPORTED']);
    const get = await answerOf(await fetch(target(), { headers: headers() }));
    expect([get.status, get.error.errorCode]).toEqual([405, 'METHOD_NOT_SUPPORTED']);
    expect((await fetch(`${api.url}/elsewhere`)).status).toBe(404);
  });

  test.for(Object.getOwnPropertyNames(Object.prototype))(
    'the name of what every object has is no procedure: %s',
    async (name) => {
      const escaped = `%${name.charCodeAt(0).toString(16)}${name.slice(1)}`;
      for (const path of [name, escaped, `${name}?batch=1`, `queue.status,${name}?batch=1`]) {
        const textOf = async (method: string, body: string | null = null) => {
          const sent = { ...headers(), 'content-type': 'application/json' };
          const url = `${api.url}/trpc/${path}`;
          return (await fetch(url, { method, body, headers: sent })).text();
        };
        expect(await textOf('GET')).toContain('PROCEDURE_NOT_FOUND');
        expect(await textOf('POST', '{}')).toContain('PROCEDURE_NOT_FOUND');
        expect(await textOf('PUT', '{}')).toContain('METHOD_NOT_SUPPORTED');
      }
      expect(api.faults).toEqual([]);
    },
  );

  test('every answer has a request id: the caller’s if it is valid, else a new one', async () => {
    const made = await post(target(), 'x', headers());
    expect(made.error.requestId).toBe(made.headers.get('x-request-id'));
    const given = await post(target(), 'x', { ...headers(), 'x-request-id': 'caller-7' });
    expect(given.headers.get('x-request-id')).toBe('caller-7');
    expect(given.error.requestId).toBe('caller-7');
    const strange = await post(target(), 'x', { ...headers(), 'x-request-id': 'a b"c' });
    expect(strange.headers.get('x-request-id')).not.toContain('"');
  });

  test('none of these calls has written anything', async () => {
    expect(await visitor.client.balance.history.query({})).toEqual({ items: [], nextCursor: null });
    expect((await visitor.client.reservation.list.query({})).items).toEqual([]);
  });
});
