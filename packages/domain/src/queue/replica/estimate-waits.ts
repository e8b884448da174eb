import type { Turnover } from '../pacing/forecast.ts';
import type { QueueContext } from '../queue-context.ts';
import type { QueueReplica } from './queue-replica.ts';
import { TURNOVER, type TurnoverRow } from './turnover.sql.ts';

const PERIOD_MS = 5_000;

/** Queues that one statement reads. */
const QUEUES_AT_ONCE = 250;

/**
 * Updates the wait estimates of all replicas: every 5 seconds for each queue where somebody waits and somebody may be
 * told. A queue that fails keeps its old estimate.
 */
export async function estimateWaits(ctx: QueueContext): Promise<void> {
  const time = ctx.clock.now();
  const due = ctx.queue.replicas.all.filter(
    (replica) =>
      replica.isActive &&
      replica.waiting > 0 &&
      replica.saleAt(time) === 'open' &&
      time - replica.forecastAt >= PERIOD_MS,
  );
  for (let from = 0; from < due.length; from += QUEUES_AT_ONCE) {
    await estimate(ctx, due.slice(from, from + QUEUES_AT_ONCE), time);
  }
}

async function estimate(ctx: QueueContext, replicas: QueueReplica[], time: number): Promise<void> {
  for (const replica of replicas) replica.forecastAt = time;
  const values = [replicas.map(({ concertId }) => concertId), ctx.now()];
  const rows = await ctx.sql.rows<TurnoverRow>(TURNOVER, values);
  const turnovers = new Map(rows.map((turnover) => [turnover.concert_id, turnover]));
  for (const replica of replicas) {
    const { concertId } = replica;
    const turnover = turnovers.get(concertId);
    if (!turnover) continue;
    await ctx.queue.failures.attempt(ctx, { work: 'estimate', concertId }, () =>
      replica.observe(turnoverOf(turnover, replica.waiting), time),
    );
  }
}

/** What a forecast needs of what was read. */
export function turnoverOf(row: TurnoverRow, waiting: number): Turnover {
  const recent = Array.from({ length: 60 }, () => 0);
  for (const [seconds, admitted] of row.recent) recent[seconds] = admitted;
  return {
    observedSeconds: row.observed,
    active: row.active,
    activeSeconds: row.active_seconds,
    ended: row.ended,
    recent,
    waiting,
    left: row.left,
  };
}
