import type {
  ConcertDetails,
  CreateConcertInput,
  CreatePerformanceInput,
} from '@frontrow/contract/concert';
import { Concert, Performance, Section } from '@frontrow/database/entities/concert';
import { Draw } from '@frontrow/database/entities/draw';
import { Queue } from '@frontrow/database/entities/queue';
import { INSERT_SEATS, rowNames } from '@frontrow/database/seating';
import { getConcert } from '../concert/concert.ts';
import { requireConsistentDates } from '../concert/sale-dates.ts';
import type { Caller, DomainContext } from '../kernel/context.ts';
import { inUnitOfWork } from '../kernel/database/unit-of-work.ts';
import { DomainError } from '../kernel/errors.ts';
import { recordAction } from '../operator-log/operator-log.ts';
import { applySettings } from '../queue/operator/queue-settings.ts';
import { newSeed } from '../queue/prequeue/seed.ts';
import { requireFuture } from './starts-at.ts';

/*
 * Operators create a concert, then its performances. Each is one transaction with the ORM's unit of work,
 * which also writes the action to the operator log.
 *
 * A concert gets its queue and the first draw at once, because the hash of the draw's seed must be public
 * before anybody can join. A performance gets its sections and one row per seat; the seats are inserted by
 * one statement per section, which generates them in the database.
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
    { salesCloseAt: ['salesCloseAt'], opensAt: ['queue', 'opensAt'] },
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

/**
 * Creates a performance with all of its seats.
 *
 * @throws CONCERT_NOT_FOUND, VALIDATION_FAILED if it starts in the past
 */
export async function createPerformance(
  ctx: DomainContext,
  operator: Caller,
  { concertId, sections, ...input }: CreatePerformanceInput,
): Promise<{ performanceId: string; seatsTotal: number }> {
  const performanceId = ctx.newId();
  const seatsTotal = sections.reduce((sum, { rows, seatsPerRow }) => sum + rows * seatsPerRow, 0);
  await inUnitOfWork(ctx, async (tx) => {
    const concert = await tx.em.findOne(Concert, concertId);
    if (!concert) throw new DomainError('CONCERT_NOT_FOUND');
    await requireFuture(tx, input.startsAt);
    tx.em.create(Performance, { ...input, id: performanceId, concert: concertId, seatsTotal });
    const seatInserts = sections.map(({ rows, seatsPerRow, ...section }, position) => {
      const id = tx.newId();
      tx.em.create(Section, { ...section, id, position, performance: performanceId });
      return [performanceId, id, section.name, rowNames(rows), seatsPerRow, tx.now()];
    });
    for (const values of seatInserts) await tx.sql.rows(INSERT_SEATS, values);
    const details = { concertId, ...input, sections };
    const action = { action: 'createPerformance' as const, targetId: performanceId, details };
    await recordAction(tx, operator, action);
  });
  return { performanceId, seatsTotal };
}
