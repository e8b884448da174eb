import { inParallel } from '../kernel/in-parallel.ts';
import type { QueueContext } from '../queue/queue-context.ts';
import { expirePayment, runTopUp } from './begin.ts';
import { isOpen } from './decide.ts';
import { handleDueMessages } from './messages.ts';
import { runDueRefunds } from './operator/run-refund.ts';
import { getTopUp } from './record-payment.ts';
import * as statements from './top-up.sql.ts';

/**
 * The most that one round takes, and how many of them are asked for at the same time: with two calls of 10
 * seconds for each, a round ends before what it took is due for other servers, after 60 seconds.
 */
const BATCH = 20;
const AT_ONCE = 10;

/**
 * Carries on what was interrupted: top-ups of calls that ended, those whose time is over, messages and refunds.
 * Each by itself, so that one that hangs holds up no other. Any number of servers may run it.
 *
 * @returns how many top-ups it asked for
 */
export async function recoverTopUps(ctx: QueueContext): Promise<number> {
  if (!ctx.provider) return 0;
  let asked = 0;
  const attempts = async () => {
    asked = await recoverAttempts(ctx);
  };
  const rounds = [attempts(), handleDueMessages(ctx), runDueRefunds(ctx)];
  for (const round of await Promise.allSettled(rounds)) {
    if (round.status === 'rejected') throw round.reason;
  }
  return asked;
}

async function recoverAttempts(ctx: QueueContext): Promise<number> {
  const name = ctx.provider?.name ?? null;
  const strays = await ctx.sql.rows<{ id: string }>(statements.GIVE_UP_STRAYS, [name, ctx.now()]);
  for (const { id } of strays) ctx.log.error({ topUpId: id }, 'a top-up needs a decision');
  const values = [name, BATCH, ctx.now()];
  const due = await ctx.sql.rows<{ id: string }>(statements.TAKE_DUE, values);
  await inParallel(due, AT_ONCE, async ({ id }) => {
    try {
      await recover(ctx, id);
    } catch (error) {
      ctx.log.warn({ topUpId: id, err: error }, 'a top-up could not be carried on');
    }
  });
  return due.length;
}

async function recover(ctx: QueueContext, topUpId: string): Promise<void> {
  const topUp = await getTopUp(ctx, topUpId);
  const isOver = topUp.overdue || topUp.cancel_requested;
  const begun = topUp.reference === null || !isOver ? await ask(ctx, topUpId) : topUp;
  if (isOver && isOpen(begun)) await expirePayment(ctx, begun);
}

async function ask(ctx: QueueContext, topUpId: string) {
  await ctx.sql.rows(RELEASE_LEASE, [topUpId, ctx.now()]);
  return runTopUp(ctx, topUpId);
}

/** The lease of the round is no lease of the look-up. $1 id, $2 now. */
const RELEASE_LEASE = {
  name: 'top-up-release-lease',
  text: `
    update top_up set lease_until = coalesce($2::timestamptz, clock_timestamp())
    where id = $1 and reference is not null`,
};
