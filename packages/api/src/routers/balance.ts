import { balanceView, chargeInput, chargeView, entryPage } from '@frontrow/contract/balance';
import { pageInput } from '@frontrow/contract/primitives';
import { IDEMPOTENCY_ERRORS } from '../errors/declared-errors.ts';
import { userProcedure } from '../procedures.ts';
import { router } from '../trpc.ts';

export const balanceRouter = router({
  /** The balance of the user. */
  get: userProcedure.output(balanceView).query(({ ctx }) => ctx.services.balance.get(ctx.caller)),

  /** Adds to the balance and returns the new one. */
  charge: userProcedure
    .meta({
      errors: ['INVALID_AMOUNT', 'TOPUP_UNAVAILABLE', 'TOPUP_DECLINED', ...IDEMPOTENCY_ERRORS],
    })
    .input(chargeInput)
    .output(chargeView)
    .mutation(({ ctx, input }) => ctx.services.balance.charge(ctx.caller, input)),

  /** The ledger entries of the user, newest first. */
  history: userProcedure
    .input(pageInput.prefault({}))
    .output(entryPage)
    .query(({ ctx, input }) => ctx.services.balance.history(ctx.caller, input)),
});
