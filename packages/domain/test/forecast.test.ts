import { afterAll, beforeAll, expect, test } from 'vitest';
import { estimateWaits } from '../src/queue/replica/estimate-waits.ts';
import type { QueueTokenClaims } from '../src/queue/token/queue-token.ts';
import { createWorld, type World } from '../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld({}, 40);
});
afterAll(() => world.close());

const USERS = 900;
const STEP_SECONDS = 2;

/** A sequence of numbers from 0 to 1 that is the same every time. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Buyer {
  claims: QueueTokenClaims;
  /** Never comes, goes away from the line, or leaves the pass after so many seconds. */
  comes: boolean;
  staysSeconds: number;
  givesUpAt: number | null;
  admittedAt: number | null;
  over: boolean;
}

/**
 * Plays a sale on the test's clock: everybody joins at the start, some never come, some give up
 * waiting, the others keep their passes for a while. Returns the error of each estimate that was told,
 * relative to the wait that there was.
 */
async function errorsOfSale(
  queue: { maxActive: number; admitPerMinute: number; claimSeconds: number },
  seed: number,
): Promise<number[]> {
  const random = randomFrom(seed);
  const concertId = await world.concert({ queue });
  const start = world.now.getTime();
  const seconds = () => (world.now.getTime() - start) / 1000;
  const queueCallers = await Promise.all(
    Array.from({ length: USERS }, (_, n) => world.queueCaller(`sale ${seed} ${n}`, concertId)),
  );
  const buyers: Buyer[] = queueCallers.map(({ claims }) => ({
    claims,
    comes: random() > 0.2,
    staysSeconds: 20 - 70 * Math.log(1 - random() * 0.95),
    givesUpAt: random() < 0.1 ? random() * 1_200 : null,
    admittedAt: null,
    over: false,
  }));
  const told: { buyer: Buyer; at: number; estimate: number }[] = [];
  for (let step = 0; buyers.some(({ over }) => !over); step++) {
    await world.admit(concertId);
    await estimateWaits(world.ctx);
    const { rows } = await world.pool.query<{ id: string }>(
      "select id from queue_entry where concert_id = $1 and status = 'ACTIVE'",
      [concertId],
    );
    const active = new Set(rows.map(({ id }) => id));
    for (const buyer of buyers) {
      if (buyer.over) continue;
      if (buyer.admittedAt === null && active.has(buyer.claims.entryId)) {
        buyer.admittedAt = seconds();
        if (buyer.comes) await world.services.queue.claim(buyer.claims);
        else buyer.over = true;
      }
      const leaves =
        buyer.admittedAt === null
          ? buyer.givesUpAt !== null && seconds() >= buyer.givesUpAt
          : seconds() >= buyer.admittedAt + buyer.staysSeconds;
      if (!leaves || buyer.over) continue;
      buyer.over = true;
      await world.services.queue.leave(buyer.claims).catch(() => {});
    }
    if (step % 15 === 14) {
      for (let n = 0; n < 12; n++) {
        const buyer = buyers[Math.floor(random() * buyers.length)];
        if (!buyer || buyer.over || buyer.admittedAt !== null) continue;
        const ticket = await world.services.queue.status(buyer.claims);
        const estimate = ticket.estimatedWaitSeconds;
        if (estimate === null) expect(seconds()).toBeLessThan(90);
        else told.push({ buyer, at: seconds(), estimate });
      }
    }
    world.advanceClock(STEP_SECONDS);
  }
  return told.flatMap(({ buyer, at, estimate }) => {
    if (buyer.admittedAt === null) return [];
    const wait = buyer.admittedAt - at;
    return wait < STEP_SECONDS ? [] : [Math.abs(estimate - wait) / wait];
  });
}

const median = (values: number[]) =>
  values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 1;

test.for([
  ['the places are the limit', { maxActive: 60, admitPerMinute: 1_000, claimSeconds: 30 }],
  ['the rate is the limit', { maxActive: 500, admitPerMinute: 60, claimSeconds: 30 }],
  ['first the rate, then the places', { maxActive: 100, admitPerMinute: 90, claimSeconds: 60 }],
] as const)(
  '%s: half of the estimates are within a quarter of the wait',
  async ([, queue], context) => {
    const errors = await errorsOfSale(queue, context.task.name.length);
    expect(errors.length).toBeGreaterThan(40);
    expect(median(errors)).toBeLessThanOrEqual(0.25);
  },
);

test('unknown in the first minute, and while the queue is paused', async () => {
  const concertId = await world.concert({ queue: { maxActive: 1 } });
  await world.queueCaller('has the place', concertId);
  const { ticket } = await world.join('wonders', concertId);
  expect(ticket.estimatedWaitSeconds).toBeNull();
});
