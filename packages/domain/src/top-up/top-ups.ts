import type { Page } from '@frontrow/contract/primitives';
import type { TopUpsInput, TopUpView } from '@frontrow/contract/top-up';
import type { Caller } from '../kernel/context.ts';
import { pageFrom, uuidCursor } from '../kernel/cursor.ts';
import { DomainError } from '../kernel/errors.ts';
import type { QueueContext } from '../queue/queue-context.ts';
import { expirePayment, runTopUp, takeLease } from './begin.ts';
import { isOpen } from './decide.ts';
import type { TopUpRow } from './top-up.sql.ts';
import * as statements from './top-up.sql.ts';
import { topUpView } from './top-up-view.ts';

/**
 * A top-up of the caller. Asks the provider for an open one, once in 2 seconds, in case a message of it was
 * lost; if it does not answer, the top-up reads as it is known.
 *
 * @throws TOPUP_NOT_FOUND, also for a top-up of another user
 */
export async function readTopUp(
  ctx: QueueContext,
  caller: Caller,
  topUpId: string,
): Promise<TopUpView> {
  const topUp = await ownTopUp(ctx, caller, topUpId);
  const isKnown = !isOpen(topUp) || topUp.reference === null || !ctx.provider;
  return topUpView(ctx, isKnown ? topUp : await runTopUp(ctx, topUpId));
}

/** The top-ups of the caller, newest first, as they are known: the provider is not asked. */
export async function listOwnTopUps(
  ctx: QueueContext,
  { userId }: Caller,
  { open = false, cursor, limit }: TopUpsInput,
): Promise<Page<TopUpView>> {
  const values = [userId, open, uuidCursor(cursor), limit + 1, ctx.now()];
  const rows = await ctx.sql.rows<TopUpRow>(statements.TOP_UPS_OF_USER, values);
  return pageFrom(rows, limit, {
    item: (topUp) => topUpView(ctx, topUp),
    cursor: ({ id }) => id,
  });
}

/**
 * Cancels an open top-up of the caller, so that it cannot be paid any more. One that the customer has paid
 * meanwhile is credited, and one that the provider works on goes on.
 *
 * @throws TOPUP_NOT_FOUND, IDEMPOTENCY_IN_PROGRESS while another call begins it, SERVICE_UNAVAILABLE: then
 * it is cancelled later
 */
export async function cancelTopUp(
  ctx: QueueContext,
  caller: Caller,
  topUpId: string,
): Promise<TopUpView> {
  const topUp = await ownTopUp(ctx, caller, topUpId);
  if (!isOpen(topUp) || topUp.attention !== null) return topUpView(ctx, topUp);
  if (topUp.reference === null) await takeLease(ctx, topUpId);
  await ctx.sql.rows(statements.REQUEST_CANCEL, [topUpId]);
  const begun = topUp.reference === null ? await runTopUp(ctx, topUpId) : topUp;
  const ended = isOpen(begun) ? await expirePayment(ctx, begun) : begun;
  return topUpView(ctx, ended);
}

async function ownTopUp(ctx: QueueContext, caller: Caller, topUpId: string): Promise<TopUpRow> {
  const [topUp] = await ctx.sql.rows<TopUpRow>(statements.GET_TOP_UP, [topUpId, ctx.now()]);
  if (!topUp || topUp.user_id !== caller.userId) throw new DomainError('TOPUP_NOT_FOUND');
  return topUp;
}
