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
import { estimateWait } from '../queue/queue.policy.ts';
import { recordAction } from './actions.ts';

/** $1 concert, $2 now. */
const STATS = {
  name: 'queue-stats',
  text: `
    with t as materialized (select coalesce($2::timestamptz, clock_timestamp()) as now)
    select
      count(*) filter (where k.status = 'PREQUEUE') as prequeue,
      count(*) filter (where k.status = 'WAITING') as waiting,
      count(*) filter (where k.status = 'ACTIVE' and k.ends_at > t.now) as active,
      count(*) filter (where k.status = 'COMPLETED') + q.purged_completed as completed,
      count(*) filter (where k.status = 'EXPIRED' or (k.status = 'ACTIVE' and k.ends_at <= t.now))
        + q.purged_expired as expired,
      count(*) filter (where k.status = 'LEFT') + q.purged_left as left,
      (select count(*) from admission a
        where a.concert_id = $1 and a.admitted_at > t.now - interval '60 seconds') as admitted
    from queue q cross join t left join queue_token k on k.concert_id = q.concert_id
    where q.concert_id = $1
    group by q.concert_id, t.now`,
};

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
  return inUnitOfWork(ctx, async (tx) => {
    const lockMode = LockMode.PESSIMISTIC_WRITE;
    const queue = await tx.em.findOne(Queue, { concert: concertId }, { lockMode });
    if (!queue) throw new DomainError('CONCERT_NOT_FOUND');
    applySettings(queue, settings);
    await recordAction(tx, operator, {
      action: 'configureQueue',
      targetId: concertId,
      details: settings,
    });
    return settingsView(queue, await tx.em.findOneOrFail(Concert, concertId));
  });
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
  return {
    ...counts,
    admittedPerMinute: admitted,
    estimatedWaitSeconds: counts.waiting === 0 ? 0 : estimateWait(counts.waiting + 1, admitted),
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
});
