import type { ConfigureQueueInput } from '@frontrow/contract/admin';
import type {
  QueueSettingsInput,
  QueueSettingsView,
  QueueStatsView,
} from '@frontrow/contract/queue';
import { Concert } from '@frontrow/database/entities/concert';
import { Queue } from '@frontrow/database/entities/queue';
import { LockMode } from '@mikro-orm/core';
import type { Caller, DomainContext } from '../kernel/context.ts';
import { DomainError, validationFailed } from '../kernel/errors.ts';
import { row } from '../kernel/sql.ts';
import { inUnitOfWork } from '../kernel/transaction.ts';
import { roomsOf } from '../queue/rooms.ts';
import { recordAction } from './actions.ts';

/**
 * Counts what is live, and what ended lately: not those who wait, whom the queue's own row tells.
 * $1 concert, $2 now.
 */
const STATS = {
  name: 'queue-stats',
  text: `
    with t as materialized (select coalesce($2::timestamptz, clock_timestamp()) as now),
    counts as materialized (
      select
        (select count(*) from queue_token k, t
          where k.concert_id = $1 and k.status = 'ACTIVE' and k.ends_at > t.now) as active,
        (select count(*) from queue_token where concert_id = $1 and status = 'COMPLETED') as completed,
        (select count(*) from queue_token
          where concert_id = $1 and status = 'LEFT' and admitted_at is not null) as left,
        (select count(*) from admission a, t
          where a.concert_id = $1 and a.admitted_at > t.now - interval '60 seconds') as admitted
    )
    select q.last_entry - q.left_entries as prequeue,
      q.last_number - q.admitted - q.left_waiting as waiting,
      counts.active, counts.completed + q.purged_completed as completed,
      q.admitted - counts.active - counts.completed - q.purged_completed - counts.left
        - q.purged_left as expired,
      counts.left + q.purged_left + q.left_waiting + q.left_entries as left,
      counts.admitted
    from queue q, counts where q.concert_id = $1`,
};

/** $1 concert. */
const NOTIFY = { name: 'queue-notify', text: "select pg_notify('frontrow_queue', $1::text)" };

/** @throws VALIDATION_FAILED when the claim window would not cover two polls */
export function applySettings(queue: Queue, settings: QueueSettingsInput, at: string[] = []): void {
  for (const [name, value] of Object.entries(settings)) {
    if (value !== undefined) Object.assign(queue, { [name]: value });
  }
  if (queue.claimSeconds < 2 * queue.pollAfterSeconds) {
    throw validationFailed([...at, 'claimSeconds'], 'must be at least twice pollAfterSeconds');
  }
}

/**
 * Changes the settings that are given; they bind the admissions that follow. Nobody who is in is
 * thrown out.
 *
 * @throws CONCERT_NOT_FOUND, VALIDATION_FAILED
 */
export async function configureQueue(
  ctx: DomainContext,
  operator: Caller,
  { concertId, ...settings }: ConfigureQueueInput,
): Promise<QueueSettingsView> {
  const inForce = await inUnitOfWork(ctx, async (tx) => {
    const lockMode = LockMode.PESSIMISTIC_WRITE;
    const queue = await tx.em.findOne(Queue, { concert: concertId }, { lockMode });
    if (!queue) throw new DomainError('CONCERT_NOT_FOUND');
    const { drawSource } = settings;
    if (drawSource !== undefined && drawSource !== queue.drawSource && queue.lastEntry > 0) {
      throw validationFailed(
        ['drawSource'],
        'cannot change: somebody has joined this draw already',
      );
    }
    applySettings(queue, settings);
    await recordAction(tx, operator, {
      action: 'configureQueue',
      targetId: concertId,
      details: settings,
    });
    await tx.sql.rows(NOTIFY, [concertId]);
    return settingsView(queue, await tx.em.findOneOrFail(Concert, concertId));
  });
  await roomsOf(ctx)
    .catchUp(ctx)
    .catch(() => {});
  return inForce;
}

/** @throws CONCERT_NOT_FOUND */
export async function queueStats(ctx: DomainContext, concertId: string): Promise<QueueStatsView> {
  const em = ctx.em.fork();
  const queue = await em.findOne(Queue, { concert: concertId });
  if (!queue) throw new DomainError('CONCERT_NOT_FOUND');
  const { admitted, ...counts } = await row<
    Omit<QueueStatsView, 'admittedPerMinute' | 'estimatedWaitSeconds' | 'settings'> & {
      admitted: number;
    }
  >(ctx.sql, STATS, [concertId, ctx.now]);
  const room = await roomsOf(ctx).of(ctx, concertId);
  return {
    ...counts,
    admittedPerMinute: admitted,
    estimatedWaitSeconds: counts.waiting === 0 ? 0 : room.forecast(counts.waiting + 1),
    settings: settingsView(queue, await em.findOneOrFail(Concert, concertId)),
  };
}

const settingsView = (queue: Queue, concert: Concert): QueueSettingsView => ({
  concertId: concert.id,
  maxActive: queue.maxActive,
  admitPerMinute: queue.admitPerMinute,
  activeSeconds: queue.activeSeconds,
  claimSeconds: queue.claimSeconds,
  pollAfterSeconds: queue.pollAfterSeconds,
  opensAt: queue.opensAt ?? concert.salesOpenAt ?? null,
  paused: queue.paused,
  closed: queue.closed,
  drawSource: queue.drawSource ?? null,
});
