import type { QueueContext } from '../queue-context.ts';
import { TURNOVER, type TurnoverRow } from './turnover.sql.ts';

const PERIOD_MS = 5_000;

/** Updates the wait estimates of all replicas: every 5 seconds for each queue where somebody waits. */
export async function estimateWaits(ctx: QueueContext): Promise<void> {
  const time = ctx.clock.now();
  const due = ctx.queue.replicas.all.filter(
    (replica) =>
      replica.waiting > 0 &&
      replica.saleAt(time) === 'open' &&
      time - replica.forecastAt >= PERIOD_MS,
  );
  if (due.length === 0) return;
  for (const replica of due) replica.forecastAt = time;
  const values = [due.map(({ concertId }) => concertId), ctx.now()];
  const rows = await ctx.sql.rows<TurnoverRow>(TURNOVER, values);
  const turnovers = new Map(rows.map((turnover) => [turnover.concert_id, turnover]));
  for (const replica of due) {
    const turnover = turnovers.get(replica.concertId);
    if (!turnover) continue;
    const recent = Array.from({ length: 60 }, () => 0);
    for (const [seconds, admitted] of turnover.recent) recent[seconds] = admitted;
    const seen = {
      observedSeconds: turnover.observed,
      active: turnover.active,
      activeSeconds: turnover.active_seconds,
      ended: turnover.ended,
      recent,
      waiting: replica.waiting,
      left: turnover.left,
    };
    replica.observe(seen, time);
  }
}
