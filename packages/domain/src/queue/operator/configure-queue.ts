import type {
  ConfigureQueueInput,
  QueueSettingsInput,
  QueueSettingsView,
} from '@frontrow/contract/queue';
import { Concert } from '@frontrow/database/entities/concert';
import { Queue } from '@frontrow/database/entities/queue';
import { LockMode } from '@mikro-orm/core';
import { requireConsistentDates } from '../../concert/sale-dates.ts';
import type { Caller } from '../../kernel/context.ts';
import { inUnitOfWork } from '../../kernel/database/unit-of-work.ts';
import { DomainError, validationFailed } from '../../kernel/errors.ts';
import { recordAction } from '../../operator-log/operator-log.ts';
import type { QueueContext } from '../queue-context.ts';
import { applySettings, settingsView } from './queue-settings.ts';

/** Tells all servers to read the queue again. $1 concert. */
export const NOTIFY = {
  name: 'queue-notify',
  text: "select pg_notify('frontrow_queue', $1::text)",
};

/** The settings that are about to change, as they were: the log tells both, and a console can put them back. */
const settingsBefore = (queue: Queue, settings: QueueSettingsInput): Partial<Queue> =>
  Object.fromEntries(
    Object.entries(settings).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, queue[name as keyof Queue] ?? null]],
    ),
  );

/**
 * Changes the settings that are given. They apply to later admissions. Existing passes stay valid.
 *
 * @throws CONCERT_NOT_FOUND, VALIDATION_FAILED
 */
export async function configureQueue(
  ctx: QueueContext,
  operator: Caller,
  { concertId, ...settings }: ConfigureQueueInput,
): Promise<QueueSettingsView> {
  const inForce = await inUnitOfWork(ctx, async (tx) => {
    const lockMode = LockMode.PESSIMISTIC_WRITE;
    const queue = await tx.em.findOne(Queue, { concert: concertId }, { lockMode });
    if (!queue) throw new DomainError('CONCERT_NOT_FOUND');
    const { drawSource } = settings;
    if (drawSource !== undefined && drawSource !== queue.drawSource && queue.lastArrival > 0) {
      throw validationFailed(
        ['drawSource'],
        'cannot change: somebody has joined this draw already',
      );
    }
    const before = queue.opensAt ?? null;
    const from = settingsBefore(queue, settings);
    applySettings(queue, settings);
    // After the queue, as in every transaction that locks both.
    const concert = await tx.em.findOneOrFail(Concert, concertId, {
      lockMode: LockMode.PESSIMISTIC_READ,
    });
    const { salesOpenAt = null, salesCloseAt = null } = concert;
    const dates = { salesOpenAt, salesCloseAt, opensAt: queue.opensAt ?? null };
    requireConsistentDates(dates, { ...dates, opensAt: before }, ['opensAt']);
    await recordAction(tx, operator, {
      action: 'configureQueue',
      targetId: concertId,
      details: { ...settings, from },
    });
    await tx.sql.rows(NOTIFY, [concertId]);
    return settingsView(queue, concert);
  });
  // The settings are stored. If this read fails, the next regular one finds them.
  await ctx.queue.replicas.readLatest(ctx).catch(() => {});
  return inForce;
}
