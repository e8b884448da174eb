import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  createFetchScript,
  type FetchScript,
  type Handler,
  htmlAnswer,
  jsonAnswer,
  refusal,
  textAnswer,
} from '../../testing/network/fetch-script.ts';
import { openSale, type Sale } from '../../testing/sale/sale.ts';
import { WAIT } from '../../testing/waiting/wait-options.ts';

let sale: Sale;
beforeAll(async () => {
  sale = await openSale();
});
afterAll(() => sale.close());

/** Milliseconds between the first call of a procedure and the next. */
function betweenTries(script: FetchScript, procedure: string): number {
  const [first, second] = script.calls(procedure);
  return (second?.at ?? 0) - (first?.at ?? 0);
}

/** Temporary failures of a proxy, and answers that were cut off. */
const ANSWERS: [answer: string, handler: Handler][] = [
  ['429 in JSON', jsonAnswer(429, { message: 'Too Many Requests' })],
  ['a 502 page', htmlAnswer(502)],
  ['503 in plain text', textAnswer(503, 'busy')],
  ['503 in JSON', jsonAnswer(503, { status: 'busy' })],
  ['a 504 page', htmlAnswer(504)],
  ['200 without a body', () => new Response(null)],
  ['JSON that was cut off', textAnswer(200, '{"result":', { 'content-type': 'application/json' })],
];

describe('a join is retried if a proxy answers with', () => {
  test.each(ANSWERS)('%s', async (answer, handler) => {
    const script = createFetchScript();
    const client = await sale.client(`joins through ${answer}`, { fetch: script.fetch });
    script.next('queue.join', handler);
    const session = await client.enter(await sale.concert(2));
    expect(await session.dates()).toHaveLength(1);
    expect(script.calls('queue.join')).toHaveLength(2);
  });
});

describe('a waiting user keeps the entry if a proxy answers with', () => {
  const permanent: typeof ANSWERS = [
    ['a 404 page', htmlAnswer(404)],
    ['a 403 page', htmlAnswer(403)],
    ['403 in JSON', jsonAnswer(403, { message: 'Forbidden' })],
    ['200 in plain text', textAnswer(200, 'ok')],
    ['200 in JSON that is not of the API', jsonAnswer(200, { status: 'ok' })],
  ];
  test.concurrent.each([...ANSWERS, ...permanent])('%s', async (answer, handler) => {
    const concertId = await sale.concert(2, { maxActive: 1, claimSeconds: 20 });
    const admitted = await (await sale.client(`pass holder of ${answer}`)).enter(concertId);
    const script = createFetchScript();
    const client = await sale.client(`waits through ${answer}`, { fetch: script.fetch });
    script.always('queue.watch', handler);
    script.next('queue.status', handler);
    let left: Promise<void> | undefined;
    const onPosition = () => {
      left ??= admitted.leave();
    };
    const session = await client.enter(concertId, { onPosition });
    await left;
    expect(await session.dates()).toHaveLength(1);
    expect(script.calls('queue.status').length).toBeGreaterThan(1);
    expect(script.calls('queue.join')).toHaveLength(1);
  });
});

describe('a requested delay is kept', () => {
  const inTwoSeconds = { 'retry-after': '2' };
  test.concurrent.each<[answer: string, handler: Handler]>([
    ['a retry-after header in plain text', textAnswer(503, 'busy', inTwoSeconds)],
    ['a retry-after header of a page', htmlAnswer(503, inTwoSeconds)],
    [
      'a retry-after header of JSON',
      jsonAnswer(429, { message: 'Too Many Requests' }, inTwoSeconds),
    ],
  ])('of %s', async (answer, handler) => {
    const script = createFetchScript();
    const client = await sale.client(`delayed by ${answer}`, { fetch: script.fetch });
    script.next('queue.join', handler);
    await client.enter(await sale.concert(2));
    expect(betweenTries(script, 'queue.join')).toBeGreaterThan(2_000);
  });

  test('between two polls', async () => {
    const script = createFetchScript();
    const client = await sale.client('polls only', { fetch: script.fetch });
    script.always('queue.watch', textAnswer(503, 'busy'));
    script.next('queue.status', refusal(429, 'RATE_LIMITED', { retryAfterSeconds: 3 }));
    const tickets = client.positions(await sale.concert(2, { maxActive: 0 }));
    await tickets.next();
    await vi.waitFor(() => expect(script.calls('queue.status').length).toBe(2), WAIT);
    await tickets.return(undefined);
    expect(betweenTries(script, 'queue.status')).toBeGreaterThan(3_000);
  });

  test('between two streams, with polls in the meantime', async () => {
    const script = createFetchScript();
    const client = await sale.client('streams later', { fetch: script.fetch });
    script.always('queue.watch', textAnswer(429, 'too many', { 'retry-after': '30' }));
    const tickets = client.positions(await sale.concert(2, { maxActive: 0 }));
    await tickets.next();
    // Without the header the stream would have been opened several times by then.
    await vi.waitFor(() => expect(script.calls('queue.status').length).toBe(4), WAIT);
    await tickets.return(undefined);
    expect(script.calls('queue.watch')).toHaveLength(1);
  });
});
