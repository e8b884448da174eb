import { appRouter } from '@frontrow/api/root';
import fc from 'fast-check';
import superjson from 'superjson';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Api, startApi } from '../../testing/http/api.ts';
import { answerOf } from '../../testing/http/raw.ts';

/** The statuses that a random call may get. Any other is a bug of the server. */
const ALLOWED_STATUSES = new Set([200, 400, 401, 402, 403, 404, 405, 409, 412]);

let api: Api;
let headers: Record<string, Record<string, string>>;
let known: string[];
beforeAll(async () => {
  api = await startApi();
  const { concertId, performanceId, seatIds } = await api.world.concertWithSeats();
  const customer = await api.visitor('fuzzed');
  await customer.enter(concertId);
  const operator = await api.visitor('operator', 'operator');
  const service = await api.visitor('fuzzing back end', 'service');
  headers = {
    customer: { authorization: `Bearer ${customer.bearer}`, 'x-queue-token': customer.token },
    operator: { authorization: `Bearer ${operator.bearer}` },
    service: { authorization: `Bearer ${service.bearer}`, 'x-on-behalf-of': customer.user.id },
  };
  const held = await customer.client.reservation.hold.mutate({
    performanceId,
    seatIds: seatIds.slice(0, 1),
  });
  known = [concertId, performanceId, held.id, customer.user.id, ...seatIds.slice(0, 2)];
});
afterAll(() => api.close());

const FIELDS = [
  ...[
    'concertId',
    'performanceId',
    'seatIds',
    'reservationId',
    'paymentId',
    'userId',
    'operatorId',
  ],
  ...[
    'amount',
    'topUp',
    'idempotencyKey',
    'cursor',
    'limit',
    'status',
    'sinceVersion',
    'name',
    'role',
  ],
  ...[
    'title',
    'artist',
    'venue',
    'description',
    'salesOpenAt',
    'salesCloseAt',
    'holdLimit',
    'queue',
  ],
  ...['startsAt', 'timezone', 'sections', 'reason', 'externalId', 'code', 'action', 'maxActive'],
  ...['admitPerMinute', 'activeSeconds', 'claimSeconds', 'pollAfterSeconds', 'opensAt', 'paused'],
];

const randomText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.constantFrom(
    '\0',
    'a\0b',
    '\ud800',
    "'; drop table seat; --",
    '%',
    '../..',
    'x'.repeat(5_000),
  ),
  fc.constantFrom('__proto__', 'constructor', '2030-01-01', '1e309', 'HELD', 'PAID', 'UTC'),
);
const randomValue = (): fc.Arbitrary<unknown> =>
  fc.oneof(
    fc.constantFrom(null, undefined, true, false, 0, -0, -1, 1, 1.5, 2 ** 31, 2 ** 53, 1e308),
    fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, 10n ** 30n, [], {}, [[]], ['x', 'x']),
    fc.constantFrom(
      new Date(8.64e15),
      new Date(-8.64e15),
      new Date('0000-01-01'),
      new Date(Number.NaN),
      new Date(0),
    ),
    randomText,
    fc.constantFrom(0, 1, 2, 3, 4, 5).map((n) => known[n]),
    fc.constantFrom(0, 1, 2, 3, 4, 5).map((n) => [known[n], known[5 - n]]),
    fc.constant([{ name: 'S', rows: 1, seatsPerRow: 1, price: 10 ** 12 }]),
    fc.constant({ claimSeconds: 2, pollAfterSeconds: 1, maxActive: 1_000_000 }),
  );
/** Inputs with one wrong field. Most fully random inputs are refused by the first check already. */
const VALID: Record<string, unknown>[] = [
  { title: 'T', artist: 'A', venue: 'V', description: 'D' },
  { name: 'N', externalId: 'E' },
];
const oneWrongField = fc
  .tuple(fc.constantFrom(...VALID), fc.constantFrom(...FIELDS), randomValue())
  .map(([valid, field, value]) => ({ ...valid, [field]: value }));
const performance = fc
  .tuple(fc.constantFrom('startsAt', 'timezone', 'name'), randomValue())
  .map(([field, value]) => {
    const section = { name: 'S', rows: 1, seatsPerRow: 1, price: 1 };
    const valid = { concertId: known[0], startsAt: new Date(), sections: [section] };
    if (field === 'name') return { ...valid, sections: [{ ...section, name: value }] };
    return { ...valid, [field]: value };
  });
const randomInput = fc.oneof(
  { weight: 4, arbitrary: oneWrongField },
  { weight: 2, arbitrary: performance },
  { weight: 1, arbitrary: randomValue() },
  {
    weight: 9,
    arbitrary: fc.dictionary(fc.constantFrom(...FIELDS), randomValue(), { maxKeys: 8 }),
  },
);

const procedures = Object.entries(appRouter._def.procedures).map(([path, procedure]) => ({
  path,
  type: (procedure as unknown as { _def: { type: string } })._def.type,
}));

test.for(procedures)(
  '$path answers random input with an error code of the contract, never with a 500',
  async ({ path, type }) => {
    await fc.assert(
      fc.asyncProperty(
        randomInput,
        fc.constantFrom('customer', 'operator', 'service'),
        async (input, who) => {
          const body = JSON.stringify(superjson.serialize(input));
          const url = `${api.url}/trpc/${path}`;
          const response =
            type === 'query'
              ? await fetch(`${url}?input=${encodeURIComponent(body)}`, {
                  headers: headers[who] ?? {},
                })
              : await fetch(url, {
                  method: 'POST',
                  body,
                  headers: { 'content-type': 'application/json', ...headers[who] },
                });
          const { status, error, text } = await answerOf(response);
          expect(ALLOWED_STATUSES, `${status} ${error.errorCode} for ${body}: ${text}`).toContain(
            status,
          );
        },
      ),
      { numRuns: 60 },
    );
  },
);

test('the audit passes after all random calls', async () => {
  expect(await api.world.services.admin.audit({})).toMatchObject({ ok: true });
});
