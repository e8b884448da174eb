import { afterAll, beforeAll, expect, test } from 'vitest';
import { estimateWaits } from '../../src/queue/replica/estimate-waits.ts';
import type { QueueCaller } from '../../src/queue/token/queue-caller.ts';
import type { QueueTokenClaims } from '../../src/queue/token/queue-token.ts';
import { poll } from '../../testing/token-holder.ts';
import { createWorld, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld({}, CONNECTIONS);
});
afterAll(() => world.close());

const CONNECTIONS = 40;
const USERS = 920;
const STEP_SECONDS = 2;

/** A pseudo-random sequence of numbers from 0 to 1, the same for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Buyer {
  claims: QueueTokenClaims;
  /** Whether the user claims the pass. */
  claimsPass: boolean;
  /** How long the user keeps the pass. */
  staysSeconds: number;
  /** When the user leaves the queue if not admitted by then, in seconds from the start. */
  givesUpAt: number | null;
  admittedAt: number | null;
  over: boolean;
}

/**
 * Simulates a sale on the virtual clock. All users join at the start; some do not claim their pass, some leave
 * while they wait, the others keep their pass for some time. Returns the error of each estimate relative to
 * the actual wait.
 */
async function errorsOfSale(
  queue: { maxActive: number; admitPerMinute: number; claimSeconds: number },
  seed: number,
): Promise<number[]> {
  const random = randomFrom(seed);
  const concertId = await world.concert({ queue });
  const start = world.now.getTime();
  const seconds = () => (world.now.getTime() - start) / 1000;
  const queueCallers: QueueCaller[] = [];
  while (queueCallers.length < USERS) {
    const join = (_: unknown, n: number) =>
      world.queueCaller(`sale ${seed} ${queueCallers.length + n}`, concertId);
    queueCallers.push(...(await Promise.all(Array.from({ length: CONNECTIONS }, join))));
  }
  const buyers: Buyer[] = queueCallers.map(({ claims }) => ({
    claims,
    claimsPass: random() > 0.2,
    staysSeconds: 20 - 70 * Math.log(1 - random() * 0.95),
    givesUpAt: random() < 0.1 ? random() * 1_200 : null,
    admittedAt: null,
    over: false,
  }));
  const estimates: { buyer: Buyer; at: number; estimate: number }[] = [];
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
        if (buyer.claimsPass) await world.services.queue.claim(buyer.claims);
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
        const ticket = await poll(world.services, buyer.claims);
        const estimate = ticket.estimatedWaitSeconds;
        if (estimate === null) expect(seconds()).toBeLessThan(90);
        else estimates.push({ buyer, at: seconds(), estimate });
      }
    }
    world.advanceClock(STEP_SECONDS);
  }
  return estimates.flatMap(({ buyer, at, estimate }) => {
    if (buyer.admittedAt === null) return [];
    const wait = buyer.admittedAt - at;
    return wait < STEP_SECONDS ? [] : [Math.abs(estimate - wait) / wait];
  });
}

const median = (values: number[]) =>
  values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 1;

test.for([
  ['maxActive is the limit', { maxActive: 60, admitPerMinute: 1_000, claimSeconds: 30 }],
  ['admitPerMinute is the limit', { maxActive: 500, admitPerMinute: 60, claimSeconds: 30 }],
  [
    'first admitPerMinute, then maxActive',
    { maxActive: 100, admitPerMinute: 90, claimSeconds: 60 },
  ],
] as const)(
  '%s: at least half of the estimates are within 25 %% of the actual wait',
  async ([, queue], context) => {
    const errors = await errorsOfSale(queue, context.task.name.length);
    expect(errors.length).toBeGreaterThan(40);
    expect(median(errors)).toBeLessThanOrEqual(0.25);
  },
);

test('the wait is unknown in the first minute', async () => {
  const concertId = await world.concert({ queue: { maxActive: 1 } });
  await world.queueCaller('has the pass', concertId);
  const { ticket } = await world.join('waits', concertId);
  expect(ticket.estimatedWaitSeconds).toBeNull();
});
