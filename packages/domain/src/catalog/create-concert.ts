import type { ConcertDetails, CreateConcertInput } from '@frontrow/contract/concert';
import { Concert } from '@frontrow/database/entities/concert';
import { Draw } from '@frontrow/database/entities/draw';
import { Queue } from '@frontrow/database/entities/queue';
import { getConcert } from '../concert/concert.ts';
import { requireConsistentDates } from '../concert/sale-dates.ts';
import type { Caller, DomainContext } from '../kernel/context.ts';
import { inUnitOfWork } from '../kernel/database/unit-of-work.ts';
import { recordAction } from '../operator-log/operator-log.ts';
import { applySettings } from '../queue/operator/queue-settings.ts';
import { newSeed } from '../queue/prequeue/seed.ts';

/*
 * A concert gets its queue and the first draw at once, because the hash of the draw's seed must be public
 * before anybody can join. It is one transaction with the ORM's unit of work, which also writes the action to
 * the operator log.
 */

/**
 * Creates a concert with its queue.
 *
 * @throws VALIDATION_FAILED if dates contradict one another, or claimSeconds is under two polls
 */
export async function createConcert(
  ctx: DomainContext,
  operator: Caller,
  { queue: settings, ...input }: CreateConcertInput,
): Promise<ConcertDetails> {
  const concertId = ctx.newId();
  const { salesOpenAt = null, salesCloseAt = null, imageUrl = null } = input;
  requireConsistentDates(
    { salesOpenAt, salesCloseAt, opensAt: settings?.opensAt ?? null },
    { salesOpenAt: null, salesCloseAt: null, opensAt: null },
    ['queue', 'opensAt'],
  );
  await inUnitOfWork(ctx, async (tx) => {
    tx.em.create(Concert, {
      ...input,
      id: concertId,
      salesOpenAt,
      salesCloseAt,
      imageUrl,
      createdAt: tx.now() ?? new Date(),
    });
    const queue = tx.em.create(Queue, { concert: concertId });
    applySettings(queue, settings ?? {}, ['queue']);
    tx.em.create(Draw, { concert: concertId, round: 1, seed: newSeed() });
    const details = { ...input, ...(settings ? { queue: settings } : {}) };
    await recordAction(tx, operator, { action: 'createConcert', targetId: concertId, details });
  });
  return getConcert(ctx, concertId);
}
