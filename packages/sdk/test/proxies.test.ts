import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { caught } from '../testing/caught.ts';
import { PATIENCE } from '../testing/patience.ts';
import {
  type Encounter,
  json,
  page,
  type Rigged,
  refused,
  rigged,
  text,
} from '../testing/rigged.ts';
import { openSale, type Sale } from '../testing/sale.ts';

let sale: Sale;
beforeAll(async () => {
  sale = await openSale();
});
afterAll(() => sale.close());

/** Milliseconds between the first call of a procedure and the next. */
function betweenTries(rig: Rigged, procedure: string): number {
  const [first, second] = rig.calls(procedure);
  return (second?.at ?? 0) - (first?.at ?? 0);
}

const ANSWERS: [who: string, encounter: Encounter][] = [
  ['a gateway that counts calls', json(429, { message: 'Too Many Requests' })],
  ['a load balancer with nobody behind it', page(502)],
  ['a proxy that is too busy, in words', text(503, 'busy')],
  ['a proxy that is too busy, in JSON', json(503, { status: 'busy' })],
  ['a proxy that waited too long', page(504)],
  ['somebody with nothing to say', text(200, '')],
  ['somebody who says that all is well', text(200, 'ok')],
];

describe('at the door, an answer is asked for again where it came from', () => {
  test.each(ANSWERS)('%s', async (who, encounter) => {
    const rig = rigged();
    const client = await sale.client(`meets at the door ${who}`, { fetch: rig.fetch });
    rig.next('queue.join', encounter);
    const session = await client.enter(await sale.concert(2));
    expect(await session.dates()).toHaveLength(1);
    expect(rig.calls('queue.join')).toHaveLength(2);
  });
});

describe('in the line, no place is lost by an answer of', () => {
  const final: typeof ANSWERS = [
    ['an ingress that knows of no such path', page(404)],
    ['a firewall that has its doubts', page(403)],
    ['a firewall that has its doubts, in JSON', json(403, { message: 'Forbidden' })],
  ];
  test.concurrent.each([...ANSWERS, ...final])('%s', async (who, encounter) => {
    const concertId = await sale.concert(2, { maxActive: 1, claimSeconds: 20 });
    const inside = await (await sale.client(`is in before ${who}`)).enter(concertId);
    const rig = rigged();
    const client = await sale.client(`meets in line ${who}`, { fetch: rig.fetch });
    rig.always('queue.watch', encounter);
    rig.next('queue.status', encounter);
    let left: Promise<void> | undefined;
    const onPosition = () => {
      left ??= inside.leave();
    };
    const session = await client.enter(concertId, { onPosition });
    await left;
    expect(await session.dates()).toHaveLength(1);
    expect(rig.calls('queue.status').length).toBeGreaterThan(1);
    expect(rig.calls('queue.join')).toHaveLength(1);
  });
});

describe('whoever says when to come again is not asked before', () => {
  const soon = { 'retry-after': '2' };
  test.concurrent.each<[who: string, encounter: Encounter]>([
    ['in words', text(503, 'busy', soon)],
    ['with a page', page(503, soon)],
    ['in JSON', json(429, { message: 'Too Many Requests' }, soon)],
  ])('%s', async (who, encounter) => {
    const rig = rigged();
    const client = await sale.client(`is told when ${who}`, { fetch: rig.fetch });
    rig.next('queue.join', encounter);
    await client.enter(await sale.concert(2));
    expect(betweenTries(rig, 'queue.join')).toBeGreaterThan(2_000);
  });

  test('by those who poll', async () => {
    const rig = rigged();
    const client = await sale.client('polls', { fetch: rig.fetch });
    rig.always('queue.watch', text(503, 'busy'));
    rig.next('queue.status', refused(429, 'RATE_LIMITED', { retryAfterSeconds: 3 }));
    const tickets = client.positions(await sale.concert(2, { maxActive: 0 }));
    await tickets.next();
    await vi.waitFor(() => expect(rig.calls('queue.status').length).toBe(2), PATIENCE);
    await tickets.return(undefined);
    expect(betweenTries(rig, 'queue.status')).toBeGreaterThan(3_000);
  });

  test('by those who listen, who poll meanwhile', async () => {
    const rig = rigged();
    const client = await sale.client('listens', { fetch: rig.fetch });
    rig.always('queue.watch', text(429, 'too many', { 'retry-after': '30' }));
    const tickets = client.positions(await sale.concert(2, { maxActive: 0 }));
    await tickets.next();
    // A stream that was merely cut would be asked for several times by then.
    await vi.waitFor(() => expect(rig.calls('queue.status').length).toBe(4), PATIENCE);
    await tickets.return(undefined);
    expect(rig.calls('queue.watch')).toHaveLength(1);
  });
});

test.each([
  ['a page', page(404)],
  ['a site that speaks JSON', json(404, { error: 'not found' })],
])('%s where the API should be is said at once', async (_, answer) => {
  const rig = rigged();
  const client = await sale.client('has the wrong address', { fetch: rig.fetch });
  rig.always('concert.list', answer);
  expect(await caught(client.concert.list.query({}))).toMatchObject({
    message: expect.stringContaining('is not a Frontrow API'),
  });
  expect(rig.calls('concert.list')).toHaveLength(1);
});
