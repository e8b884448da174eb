import { LOCK_ENTRY } from '../queue/pass/pass.sql.ts';
import type { QueueContext } from '../queue/queue-context.ts';
import { noteChange } from '../seating/seating-context.ts';
import * as statements from './grace.sql.ts';

/*
 * A hold whose customer is at the payment provider lasts PAYMENT_GRACE_SECONDS longer, once. The time is taken
 * back if the top-up comes to nothing, and stays if it is credited. A swap copies both columns, so that the new
 * hold gets no further time and loses this one as the old one would have.
 */

interface Grace {
  reservationId: string;
  topUpId: string;
}

/** Locks the hold with its pass and seats, and the one that took its place in a swap, in the usual order. */
export async function lockHoldOf(
  tx: QueueContext,
  { reservationId, topUpId }: Grace,
): Promise<void> {
  const values = [reservationId, topUpId];
  const passes = await tx.sql.rows<{ id: string }>(statements.PASSES_OF_GRACE, values);
  for (const { id } of passes) await tx.sql.rows(LOCK_ENTRY, [id]);
  await tx.sql.rows(statements.LOCK_HOLD_OF_GRACE, values);
}

/** Extends a live hold that was not extended before. The caller has locked its pass. */
export async function extendHold(
  tx: QueueContext,
  { reservationId, topUpId }: Grace,
): Promise<void> {
  const { paymentGraceSeconds } = tx.settings;
  if (paymentGraceSeconds === 0) return;
  noteChange(tx);
  const values = [reservationId, paymentGraceSeconds, topUpId, tx.now()];
  await tx.sql.rows(statements.EXTEND_HOLD, values);
}

/** Ends an extended hold when it would have ended without the extension, or now if that was before. */
export async function takeBackExtension(tx: QueueContext, topUpId: string): Promise<void> {
  noteChange(tx);
  await tx.sql.rows(statements.TAKE_BACK_EXTENSION, [topUpId, tx.now()]);
}

/** From now on the extension cannot be taken back. */
export async function keepExtension(tx: QueueContext, topUpId: string): Promise<void> {
  await tx.sql.rows(statements.KEEP_EXTENSION, [topUpId]);
}
