import type { DrawView } from '@frontrow/contract/queue';
import { getConcert } from '../../concert/concert.ts';
import type { Caller } from '../../kernel/context.ts';
import { inUnitOfWork } from '../../kernel/database/unit-of-work.ts';
import { validationFailed } from '../../kernel/errors.ts';
import { recordAction } from '../../operator-log/operator-log.ts';
import { SET_PUBLIC_VALUE } from '../draw/draw.sql.ts';
import { publishedDraw } from '../draw/published-draw.ts';
import type { QueueContext } from '../queue-context.ts';

const FIRST_PAGE = 1;

/**
 * Stores the public value that the draw names as its source. The draw goes on with it. Accepted only once
 * the list is final, and only once.
 *
 * @throws CONCERT_NOT_FOUND, VALIDATION_FAILED if no draw of the concert waits for a public value
 */
export async function publishDrawValue(
  ctx: QueueContext,
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
