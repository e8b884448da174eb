import type { QueueTicket } from '@frontrow/contract/queue';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { estimateWaits } from '../../src/queue/replica/estimate-waits.ts';
import type { QueueCaller } from '../../src/queue/token/queue-caller.ts';
import type { QueueTokenClaims } from '../../src/queue/token/queue-token.ts';
import { poll } from '../../testing/token-holder.ts';
import { createWorld, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld({}, 40);
});
afterAll(() => world.close());

const USERS = 900;
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
 * the actual wait, and for each range 1 if the wait was in it, else 0.
 */
async function accuracyOfSale(
  queue: { maxActive: number; admitPerMinute: number; claimSeconds: number },
  seed: number,
): Promise<{ errors: number[]; inRange: number[]; statsError: number | null }> {
  const random = randomFrom(seed);
  const concertId = await world.concert({ queue });
  const start = world.now.getTime();
  const seconds = () => (world.now.getTime() - start) / 1000;
  const queueCallers: QueueCaller[] = [];
  for (let from = 0; from < USERS; from += 100) {
    const joins = Array.from({ length: 100 }, (_, n) =>
      world.queueCaller(`sale ${seed} ${from + n}`, concertId),
    );
    queueCallers.push(...(await Promise.all(joins)));
  }
  const buyers: Buyer[] = queueCallers.map(({ claims }) => ({
    claims,
    claimsPass: random() > 0.2,
    staysSeconds: 20 - 70 * Math.log(1 - random() * 0.95),
    givesUpAt: random() < 0.1 ? random() * 1_200 : null,
    admittedAt: null,
    over: false,
  }));
  const estimates: { buyer: Buyer; at: number; ticket: QueueTicket }[] = [];
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
    if (step % 15 === 0) {
      for (let n = 0; n < 12; n++) {
        const buyer = buyers[Math.floor(random() * buyers.length)];
        if (!buyer || buyer.over || buyer.admittedAt !== null) continue;
        const ticket = await poll(world.services, buyer.claims);
        // A departure of this step may have admitted the buyer.
        if (ticket.status === 'WAITING') estimates.push({ buyer, at: seconds(), ticket });
      }
    }
    world.advanceClock(STEP_SECONDS);
  }
  const { estimateError: statsError } = await world.services.admin.queueStats(concertId);
  const told = estimates.flatMap(({ buyer, at, ticket }) => {
    const { estimatedWaitSeconds: estimate, estimatedWaitRange: range } = ticket;
    if (estimate === null || range === null) throw new Error('a waiting user was told no wait');
    if (buyer.admittedAt === null) return [];
    const wait = buyer.admittedAt - at;
    if (wait < STEP_SECONDS) return [];
    return [{ estimate, range, wait, at }];
  });
  return {
    errors: told.map(({ estimate, wait }) => Math.abs(estimate - wait) / wait),
    statsError,
    inRange: told.map(({ range, wait }) => Number(range[0] <= wait && wait <= range[1])),
  };
}

const median = (values: number[]) =>
  values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 1;

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

test.for([
  ['maxActive is the limit', { maxActive: 60, admitPerMinute: 1_000, claimSeconds: 30 }],
  ['admitPerMinute is the limit', { maxActive: 500, admitPerMinute: 60, claimSeconds: 30 }],
  [
    'first admitPerMinute, then maxActive',
    { maxActive: 100, admitPerMinute: 90, claimSeconds: 60 },
  ],
] as const)(
  '%s: from the first poll on, 8 in 10 actual waits are in the told range, and half of the estimates are within 25 %%',
  async ([, queue], context) => {
    const { errors, inRange, statsError } = await accuracyOfSale(queue, context.task.name.length);
    expect(errors.length).toBeGreaterThan(40);
    expect(median(errors)).toBeLessThanOrEqual(0.25);
    expect(mean(inRange)).toBeGreaterThanOrEqual(0.8);
    // Those admitted in the last 10 minutes, by a sample of what this server told.
    expect(statsError).toBeLessThanOrEqual(0.35);
  },
);

test('before anything is observed the wait follows from the settings; it is null only while nobody is admitted', async () => {
  const concertId = await world.concert({ queue: { maxActive: 1, activeSeconds: 100 } });
  await world.queueCaller('has the pass', concertId);
  const { queueCaller, ticket } = await world.join('waits', concertId);
  const told = (seconds: number, [from, to]: number[]) => {
    expect(from).toBeLessThanOrEqual(20);
    expect(to).toBeGreaterThanOrEqual(100);
    expect(seconds).toBeGreaterThan(20);
    expect(seconds).toBeLessThan(100);
  };
  told(ticket.estimatedWaitSeconds ?? 0, ticket.estimatedWaitRange ?? []);
  const unknown = { estimatedWaitSeconds: null, estimatedWaitRange: null };
  for (const settings of [{ paused: true }, { maxActive: 0 }, { admitPerMinute: 0 }]) {
    await world.configureQueue(concertId, settings);
    expect(await poll(world.services, queueCaller.claims)).toMatchObject(unknown);
    await world.configureQueue(concertId, { paused: false, maxActive: 1, admitPerMinute: 1_000 });
    const again = await poll(world.services, queueCaller.claims);
    told(again.estimatedWaitSeconds ?? 0, again.estimatedWaitRange ?? []);
  }
});
