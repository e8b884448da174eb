import type { DrawView } from '@frontrow/contract/queue';
import { getConcert } from '../concert/concert.service.ts';
import type { Caller, DomainContext } from '../kernel/context.ts';
import { validationFailed } from '../kernel/errors.ts';
import { inUnitOfWork } from '../kernel/transaction.ts';
import { SET_PUBLIC_VALUE } from '../queue/draw.sql.ts';
import { publishedDraw } from '../queue/published-draw.ts';
import { recordAction } from './actions.ts';

const FIRST_PAGE = 1;

/**
 * Tells what the public value that a draw was named to be mixed with came out as; the draw is held
 * with it. Only once its list is final, and only once.
 *
 * @throws CONCERT_NOT_FOUND, VALIDATION_FAILED when no draw of the concert waits for one
 */
export async function publishDrawValue(
  ctx: DomainContext,
  operator: Caller,
  { concertId, value }: { concertId: string; value: string },
): Promise<DrawView> {
  await getConcert(ctx, concertId);
  await inUnitOfWork(ctx, async (tx) => {
    const [draw] = await tx.sql.rows<{ round: number }>(SET_PUBLIC_VALUE, [concertId, value]);
    if (!draw) throw validationFailed(['concertId'], 'has no draw that waits for a public value');
    const details = { round: draw.round, value };
    const action = { action: 'publishDrawValue' as const, targetId: concertId, details };
    await recordAction(tx, operator, action);
  });
  return publishedDraw(ctx, { concertId, limit: FIRST_PAGE });
}
