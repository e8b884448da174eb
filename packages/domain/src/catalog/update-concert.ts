import type { ConcertDetails, UpdateConcertInput } from '@frontrow/contract/concert';
import { Concert } from '@frontrow/database/entities/concert';
import { Queue } from '@frontrow/database/entities/queue';
import { LockMode } from '@mikro-orm/core';
import { getConcert } from '../concert/concert.ts';
import { requireConsistentDates } from '../concert/sale-dates.ts';
import type { Caller } from '../kernel/context.ts';
import { inUnitOfWork } from '../kernel/database/unit-of-work.ts';
import { DomainError } from '../kernel/errors.ts';
import { recordAction } from '../operator-log/operator-log.ts';
import { NOTIFY } from '../queue/operator/configure-queue.ts';
import type { QueueContext } from '../queue/queue-context.ts';

/**
 * Changes the fields of a concert that are given. The dates decide about its queue as well, so the queue is
 * locked, and all servers read it again.
 *
 * @throws CONCERT_NOT_FOUND, VALIDATION_FAILED if dates contradict one another
 */
export async function updateConcert(
  ctx: QueueContext,
  operator: Caller,
  { concertId, ...input }: UpdateConcertInput,
): Promise<ConcertDetails> {
  const given = Object.fromEntries(
    Object.entries(input).filter(([, value]) => value !== undefined),
  ) as typeof input;
  await inUnitOfWork(ctx, async (tx) => {
    const lockMode = LockMode.PESSIMISTIC_WRITE;
    const queue = await tx.em.findOne(Queue, { concert: concertId }, { lockMode });
    if (!queue) throw new DomainError('CONCERT_NOT_FOUND');
    const concert = await tx.em.findOneOrFail(Concert, concertId);
    const opensAt = queue.opensAt ?? null;
    const before = { ...windowOf(concert), opensAt };
    Object.assign(concert, given);
    requireConsistentDates({ ...windowOf(concert), opensAt }, before, ['queue', 'opensAt']);
    const action = { action: 'updateConcert' as const, targetId: concertId, details: given };
    await recordAction(tx, operator, action);
    await tx.sql.rows(NOTIFY, [concertId]);
  });
  // The dates are stored. If this read fails, the next regular one finds them.
  await ctx.queue.replicas.readLatest(ctx).catch(() => {});
  return getConcert(ctx, concertId);
}

const windowOf = ({ salesOpenAt = null, salesCloseAt = null }: Concert) => ({
  salesOpenAt,
  salesCloseAt,
});
