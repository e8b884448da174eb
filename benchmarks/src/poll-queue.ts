import type { QueueTokenClaims } from '@frontrow/domain/queue/token/queue-token';
import { type Environment, withEnvironment } from './environment.ts';
import { createConcert } from './fixtures.ts';
import { median } from './measure.ts';

/**
 * Measures the poll of a waiting user, and the memory of a queue's replica per waiting user, in
 * queues of three sizes. As many users again have left each queue. Each round polls all queues, so
 * that a change of the machine's speed affects all alike. Needs `--expose-gc`.
 */
const SIZES = [1_000, 100_000, 1_000_000];
const ROUNDS = 30;
/** Per round and queue. */
const POLLS = 4_000;
const REFRESH_INTERVAL_MILLISECONDS = 100;

/** $1 how many. */
const INSERT_USERS = {
  name: 'bench-insert-users',
  text: `insert into app_user (id, name)
    select gen_random_uuid(), 'waiting user' from generate_series(1, $1::int)`,
  seconds: 300,
};
/** Entries with an even number have left. Nobody is admitted. $1 concert, $2 how many wait. */
const INSERT_ENTRIES = {
  name: 'bench-insert-entries',
  text: `
    with entries as (
      insert into queue_entry (id, concert_id, user_id, number, status, joined_at, ended_at)
      select gen_random_uuid(), $1, u.id, u.n, case when u.n % 2 = 0 then 'LEFT' else 'WAITING' end,
        clock_timestamp(), case when u.n % 2 = 0 then clock_timestamp() end
      from (select id, row_number() over () as n from app_user where name = 'waiting user') u
      where u.n <= 2 * $2::int
    )
    update queue set last_number = 2 * $2::int, left_waiting = $2::int, max_active = 0
    where concert_id = $1`,
  seconds: 600,
};
/** Waiting entries, spread over the whole queue, in random order. $1 concert, $2 stride (even). */
const SELECT_SAMPLE = {
  name: 'bench-select-sample',
  text: `
    select id as "entryId", concert_id as "concertId", user_id as "userId", number,
      joined_at as "joinedAt"
    from queue_entry where concert_id = $1 and status = 'WAITING' and number % $2 = 1
    order by random() limit ${POLLS}`,
  seconds: 60,
};

type SampleRow = Pick<QueueTokenClaims, 'entryId' | 'concertId' | 'userId' | 'number' | 'joinedAt'>;

interface WaitingQueue {
  concertId: string;
  /** How many wait. */
  size: number;
  /** The claims of a sample of the waiting users. */
  claims: QueueTokenClaims[];
  /** Microseconds a poll, one value per round. */
  costs: number[];
}

/** Collects several times: a collection frees only what the one before has found unreachable. */
async function usedBytes(): Promise<number> {
  for (let n = 0; n < 5; n++) {
    globalThis.gc?.();
    await new Promise(setImmediate);
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

async function createQueue(environment: Environment, size: number): Promise<WaitingQueue> {
  const { sql } = environment.ctx;
  const { concertId } = await createConcert(environment, 100);
  await sql.rows(INSERT_ENTRIES, [concertId, size]);
  const stride = Math.max(2, Math.floor((size / POLLS) * 2));
  const rows = await sql.rows<SampleRow>(SELECT_SAMPLE, [concertId, stride + (stride % 2)]);
  if (rows.length === 0) throw new Error('nobody waits');
  const rest = {
    round: null,
    arrival: null,
    positionCeiling: null,
    admitted: false,
    subjectHash: null,
  };
  return { concertId, size, claims: rows.map((row) => ({ ...row, ...rest })), costs: [] };
}

/** Loads the replica of the queue, and prints the time and the memory that this takes. */
async function loadReplica({ ctx }: Environment, { concertId, size }: WaitingQueue): Promise<void> {
  const before = await usedBytes();
  const start = performance.now();
  const replica = await ctx.queue.replicas.getUpToDate(ctx, concertId);
  const seconds = (performance.now() - start) / 1000;
  const bytes = ((await usedBytes()) - before) / size;
  if (replica.waiting !== size) throw new Error(`${replica.waiting} users wait, not ${size}`);
  console.log(
    `${size} waiting: replica loaded in ${seconds.toFixed(2)} s, ${bytes.toFixed(2)} bytes a user`,
  );
}

/** Nobody has to sign in, since everybody waits. */
const signIn = async () => {
  throw new Error('the user does not wait');
};

async function measurePolls(
  { ctx, services }: Environment,
  { claims, costs }: WaitingQueue,
): Promise<void> {
  const start = performance.now();
  for (let n = 0; n < POLLS; n++) {
    const claim = claims[n % claims.length];
    if (claim) await services.queue.poll({ claims: claim, signIn });
  }
  costs.push(((performance.now() - start) * 1000) / POLLS);
  await ctx.queue.replicas.refresh(ctx);
}

await withEnvironment(async (environment) => {
  const { ctx } = environment;
  await ctx.sql.rows(INSERT_USERS, [2 * Math.max(...SIZES)]);
  const queues: WaitingQueue[] = [];
  for (const size of SIZES) queues.push(await createQueue(environment, size));
  for (const queue of queues) await loadReplica(environment, queue);
  // A server refreshes its replicas in the background too.
  const refreshing = setInterval(() => {
    ctx.queue.replicas.refresh(ctx).catch(() => {});
  }, REFRESH_INTERVAL_MILLISECONDS);
  for (let round = 0; round < ROUNDS; round++) {
    // Another queue comes first in each round.
    for (const n of queues.keys()) {
      const queue = queues[(n + round) % queues.length];
      if (queue) await measurePolls(environment, queue);
    }
  }
  clearInterval(refreshing);
  const [smallest] = queues;
  for (const { size, costs } of queues) {
    const ratio = median(costs.map((cost, round) => cost / (smallest?.costs[round] ?? Number.NaN)));
    console.log(
      `${size} waiting: ${median(costs).toFixed(1)} µs a poll, ${ratio.toFixed(3)} times the smallest queue`,
    );
  }
});
