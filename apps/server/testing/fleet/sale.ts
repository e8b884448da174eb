import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { expect } from 'vitest';
import { brokenIn, rowsOf } from '../queue-model/run/rows.ts';
import { overtaken, wrongPositions } from './answer-checks.ts';
import type { Fleet, Headers } from './fleet.ts';
import type { Plan, Trouble } from './plan.ts';
import { freeWhileWaiting, Heart, type InForce, stallsIn } from './stalls.ts';
import { type Diary, type Show, Visitor } from './visitor.ts';

/** Far more than enough to serve everybody. */
const PATIENCE_MILLISECONDS = 90_000;
const ADMIT_PER_MINUTE = 200;
const FROZEN_BEHIND_LOCK_MILLISECONDS = 3_000;

export interface Troupe {
  fleet: Fleet;
  pool: Pool;
  operator: Headers;
  /** A user who only makes servers busy. */
  knocker: Headers;
  visitors: Headers[];
}

/** One sale of a concert of its own, with its visitors and its troubles. */
export async function play(troupe: Troupe, plan: Plan): Promise<void> {
  const { fleet, pool, operator } = troupe;
  const opensAt = new Date(Date.now() + (plan.opensAfter ?? -1_000));
  const { concertId, performanceId } = await openHouse(troupe, plan, opensAt);
  const { rows: seats } = await pool.query<{ id: string }>(
    'select id from seat where performance_id = $1 order by label',
    [performanceId],
  );
  const over = new AbortController();
  const diary: Diary = { heard: [], joined: [], left: [], lost: 0 };
  const seatIds = seats.map(({ id }) => id);
  const show: Show = { fleet, concertId, performanceId, seatIds, diary, over: over.signal };
  const inForce: InForce[] = [inForceNow(plan.maxActive, false)];
  const heart = new Heart(pool);
  const visits = plan.scripts.map((script, index) => {
    const bearer = troupe.visitors[index] ?? {};
    return new Visitor(show, script, { bearer, seatId: seatIds[index] ?? '' }).live();
  });
  const troubles = (async () => {
    for (const trouble of plan.troubles) {
      await sleep(trouble.after);
      await makeTrouble({ troupe, concertId, inForce }, trouble);
    }
  })();
  const everything = Promise.all([...visits, troubles]);
  await Promise.race([everything, sleep(PATIENCE_MILLISECONDS, undefined, { ref: false })]).catch(
    () => {},
  );
  over.abort();
  await Promise.allSettled([...visits, troubles]);
  await heart.stop();
  await everything;
  const rows = await rowsOf(pool, concertId);
  endForce(inForce);
  const limits = { opensAt: opensAt.getTime(), admitPerMinute: ADMIT_PER_MINUTE };
  const spans = freeWhileWaiting(rows, inForce, limits);
  expect(stallsIn(spans, heart.pauses)).toEqual([]);
  expect(brokenIn(rows)).toEqual([]);
  expect(overtaken(rows, diary)).toEqual([]);
  expect(wrongPositions(rows, diary)).toEqual([]);
  const audit = await fleet.insist(operator, (client, options) =>
    client.admin.audit.query({ concertId }, options),
  );
  expect(audit).toMatchObject({ ok: true });
}

async function openHouse({ fleet, operator }: Troupe, plan: Plan, opensAt: Date) {
  const { maxActive, activeSeconds } = plan;
  const limits = { maxActive, activeSeconds, admitPerMinute: ADMIT_PER_MINUTE };
  const queue = { ...limits, claimSeconds: 2, pollAfterSeconds: 1, opensAt };
  const { id: concertId } = await fleet.insist(operator, (client, options) =>
    client.admin.createConcert.mutate({ title: 'T', artist: 'A', venue: 'V', queue }, options),
  );
  const sections = [{ name: 'S', rows: 1, seatsPerRow: plan.scripts.length, price: 1_000 }];
  const startsAt = new Date(Date.now() + 86_400_000);
  const { performanceId } = await fleet.insist(operator, (client, options) =>
    client.admin.createPerformance.mutate({ concertId, startsAt, sections }, options),
  );
  return { concertId, performanceId };
}

interface Stage {
  troupe: Troupe;
  concertId: string;
  inForce: InForce[];
}

async function makeTrouble(stage: Stage, trouble: Trouble): Promise<void> {
  const { fleet } = stage.troupe;
  const { server, milliseconds, maxActive } = trouble;
  switch (trouble.kind) {
    case 'freeze':
      return fleet.freeze(server, milliseconds);
    case 'lock':
      return freezeBehindLock(stage, server);
    case 'kill':
      return fleet.replace(server);
    case 'both': {
      const frozen = fleet.freeze(server, milliseconds);
      await sleep(milliseconds / 4);
      await Promise.all([frozen, fleet.replace(server + 1)]);
      return;
    }
    case 'pause':
      await configure(stage, { paused: true });
      await sleep(milliseconds);
      return configure(stage, { paused: false });
    case 'room':
      return configure(stage, { maxActive });
  }
}

/**
 * Freezes a server which has the lock of the line, for longer than anybody may wait. So that it has it
 * often enough, one more user joins there all the time.
 */
async function freezeBehindLock({ troupe, concertId }: Stage, server: number): Promise<void> {
  const { fleet, pool, knocker: headers } = troupe;
  const knocking = new AbortController();
  const knock = async () => {
    while (!knocking.signal.aborted) {
      await fleet.call({ server, headers }, (client, options) =>
        client.queue.join.mutate({ concertId }, options),
      );
    }
  };
  const knocks = Promise.all([knock(), knock()]);
  await fleet.freeze(server, FROZEN_BEHIND_LOCK_MILLISECONDS, async () => {
    const before = await idleBehindLock(pool);
    await sleep(20);
    const still = await idleBehindLock(pool);
    return before.some((transaction) => still.includes(transaction));
  });
  knocking.abort();
  await knocks;
}

/** The transactions that have the lock of a line, while their process has nothing to say. */
async function idleBehindLock(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>(
    `select a.pid || ' ' || a.state_change as id
     from pg_stat_activity a join pg_locks l on l.pid = a.pid
     where a.datname = current_database() and a.state = 'idle in transaction'
       and l.relation = 'queue'::regclass and l.mode = 'RowShareLock'`,
  );
  return rows.map(({ id }) => id);
}

/** Nobody knows what is in force between the call and its answer. */
async function configure(
  { troupe: { fleet, operator }, concertId, inForce }: Stage,
  change: { maxActive?: number; paused?: boolean },
): Promise<void> {
  const last = endForce(inForce);
  await fleet.insist(operator, (client, options) =>
    client.admin.configureQueue.mutate({ concertId, ...change }, options),
  );
  inForce.push(inForceNow(change.maxActive ?? last.maxActive, change.paused ?? last.paused));
}

const inForceNow = (maxActive: number, paused: boolean): InForce => ({
  from: Date.now(),
  until: Number.POSITIVE_INFINITY,
  maxActive,
  paused,
});

function endForce(inForce: readonly InForce[]): InForce {
  const last = inForce.at(-1);
  if (!last) throw new Error('nothing has been in force');
  last.until = Date.now();
  return last;
}
