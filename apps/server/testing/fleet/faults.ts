import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { FleetFixture } from './fleet-fixture.ts';
import type { Fault } from './plan.ts';
import type { LimitsInForce } from './stalls.ts';

const FROZEN_WITH_LOCK_MILLISECONDS = 3_000;

export interface FaultTarget {
  fixture: FleetFixture;
  concertId: string;
  limitsInForce: LimitsInForce[];
}

export async function injectFault(target: FaultTarget, fault: Fault): Promise<void> {
  const { fleet } = target.fixture;
  const { server, milliseconds, maxActive } = fault;
  switch (fault.kind) {
    case 'freeze':
      return fleet.freeze(server, milliseconds);
    case 'freezeWithLock':
      return freezeWithLock(target, server);
    case 'kill':
      return fleet.replace(server);
    case 'killWhileFrozen': {
      const frozen = fleet.freeze(server, milliseconds);
      await sleep(milliseconds / 4);
      await Promise.all([frozen, fleet.replace(server + 1)]);
      return;
    }
    case 'pauseQueue':
      await configure(target, { paused: true });
      await sleep(milliseconds);
      return configure(target, { paused: false });
    case 'changeMaxActive':
      return configure(target, { maxActive });
  }
}

/**
 * Freezes a server that has the queue lock, for longer than the 2 s that an admission may take. One
 * more user joins on that server all the time, so that it often has the lock.
 */
async function freezeWithLock({ fixture, concertId }: FaultTarget, server: number): Promise<void> {
  const { fleet, pool, loadUser: headers } = fixture;
  const done = new AbortController();
  const joinRepeatedly = async () => {
    while (!done.signal.aborted) {
      await fleet.call({ server, headers }, (client, options) =>
        client.queue.join.mutate({ concertId }, options),
      );
    }
  };
  const load = Promise.all([joinRepeatedly(), joinRepeatedly()]);
  await fleet.freeze(server, FROZEN_WITH_LOCK_MILLISECONDS, async () => {
    const before = await idleTransactionsWithLock(pool);
    await sleep(20);
    const after = await idleTransactionsWithLock(pool);
    return before.some((transaction) => after.includes(transaction));
  });
  done.abort();
  await load;
}

/** The transactions that have a queue lock and wait for the next statement of their process. */
async function idleTransactionsWithLock(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `select a.pid || ' ' || a.state_change as id
     from pg_stat_activity a join pg_locks l on l.pid = a.pid
     where a.datname = current_database() and a.state = 'idle in transaction'
       and l.relation = 'queue'::regclass and l.mode = 'RowShareLock'`,
  );
  return rows.map(({ id }) => id);
}

/** No limits are in force for certain between the call and its answer. */
async function configure(
  { fixture: { fleet, operator }, concertId, limitsInForce }: FaultTarget,
  change: { maxActive?: number; paused?: boolean },
): Promise<void> {
  const last = endLast(limitsInForce);
  await fleet.callUntilAnswered(operator, (client, options) =>
    client.admin.configureQueue.mutate({ concertId, ...change }, options),
  );
  limitsInForce.push(
    limitsFromNow(change.maxActive ?? last.maxActive, change.paused ?? last.paused),
  );
}

export const limitsFromNow = (maxActive: number, paused: boolean): LimitsInForce => ({
  from: Date.now(),
  until: Number.POSITIVE_INFINITY,
  maxActive,
  paused,
});

/** Ends the span of the last limits now, and returns them. */
export function endLast(limitsInForce: readonly LimitsInForce[]): LimitsInForce {
  const last = limitsInForce.at(-1);
  if (!last) throw new Error('no limits are in force');
  last.until = Date.now();
  return last;
}
