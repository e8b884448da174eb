import type { QueueTokenClaims } from '@frontrow/domain/queue/queue-token';
import { roomsOf } from '@frontrow/domain/queue/rooms';
import { type Bench, house, median, withBench } from './environment.ts';

/**
 * A poll of whoever waits, in lines of a thousand, a hundred thousand and a million, half of whom left:
 * its cost, and what each waiting user takes in a server's memory. The lines are polled in turn; quote
 * the ratios.
 */
const SIZES = [1_000, 100_000, 1_000_000];
const ROUNDS = 30;
const POLLS = 4_000;
const FOLLOW_MILLISECONDS = 100;

const USERS = {
  name: 'bench-users',
  text: `insert into app_user (id, name) select gen_random_uuid(), 'waits' from generate_series(1, $1::int)`,
  seconds: 300,
};
/** Every second one of them has left. */
const LINE = {
  name: 'bench-line',
  text: `
    with placed as (
      insert into queue_token (id, concert_id, user_id, number, status, joined_at, ended_at)
      select gen_random_uuid(), $1, u.id, u.n, case when u.n % 2 = 0 then 'LEFT' else 'WAITING' end,
        clock_timestamp(), case when u.n % 2 = 0 then clock_timestamp() end
      from (select id, row_number() over () as n from app_user where name = 'waits') u
      where u.n <= 2 * $2::int
    )
    update queue set last_number = 2 * $2::int, left_waiting = $2::int, max_active = 0
    where concert_id = $1`,
  seconds: 600,
};
const SOME = {
  name: 'bench-some',
  text: `
    select id as "tokenId", concert_id as "concertId", user_id as "userId", number,
      joined_at as "joinedAt"
    from queue_token where concert_id = $1 and status = 'WAITING' and number % $2 = 1
    order by random() limit ${POLLS}`,
  seconds: 60,
};

interface Crowd {
  size: number;
  claims: QueueTokenClaims[];
  /** Microseconds a poll, round by round. */
  costs: number[];
}

/** What is left after several collections: one leaves what only the next one finds. */
const memory = async () => {
  for (let n = 0; n < 5; n++) {
    globalThis.gc?.();
    await new Promise(setImmediate);
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
};

async function crowdOf(bench: Bench, size: number): Promise<Crowd> {
  const { concertId } = await house(bench, 100);
  await bench.ctx.sql.rows(LINE, [concertId, size]);
  const spread = Math.max(2, Math.floor((size / POLLS) * 2));
  const rows = await bench.ctx.sql.rows<QueueTokenClaims>(SOME, [concertId, spread + (spread % 2)]);
  const rest = { round: null, entry: null, told: null, admitted: false, bearer: null };
  return { size, claims: rows.map((row) => ({ ...row, ...rest })), costs: [] };
}

async function follow({ ctx }: Bench, { size, claims }: Crowd): Promise<void> {
  const [any] = claims;
  if (!any) throw new Error('nobody waits');
  const before = await memory();
  const start = performance.now();
  const room = await roomsOf(ctx).of(ctx, any.concertId);
  const seconds = (performance.now() - start) / 1000;
  const bytes = ((await memory()) - before) / size;
  if (room.waiting !== size) throw new Error(`${room.waiting} wait, not ${size}`);
  console.log(
    `${size} waiting: followed after ${seconds.toFixed(2)} s, ${bytes.toFixed(2)} bytes each`,
  );
}

async function poll({ ctx, services }: Bench, { claims, costs }: Crowd): Promise<void> {
  const start = performance.now();
  for (let n = 0; n < POLLS; n++) {
    const claim = claims[n % claims.length];
    if (claim) await services.queue.waiting(claim);
  }
  costs.push(((performance.now() - start) * 1000) / POLLS);
  await roomsOf(ctx).refresh(ctx);
}

await withBench(async (bench) => {
  await bench.ctx.sql.rows(USERS, [2 * Math.max(...SIZES)]);
  const crowds: Crowd[] = [];
  for (const size of SIZES) crowds.push(await crowdOf(bench, size));
  for (const crowd of crowds) await follow(bench, crowd);
  const following = setInterval(() => {
    roomsOf(bench.ctx)
      .refresh(bench.ctx)
      .catch(() => {});
  }, FOLLOW_MILLISECONDS);
  for (let round = 0; round < ROUNDS; round++) {
    const turn = crowds.map((_, n) => crowds[(n + round) % crowds.length]);
    for (const crowd of turn) if (crowd) await poll(bench, crowd);
  }
  clearInterval(following);
  const [smallest] = crowds;
  for (const { size, costs } of crowds) {
    const ratio = median(costs.map((cost, round) => cost / (smallest?.costs[round] ?? Number.NaN)));
    console.log(
      `${size} waiting: ${median(costs).toFixed(1)} µs a poll, ${ratio.toFixed(3)} of the smallest`,
    );
  }
});
