import { balanceView, chargeInput, chargeView, entryPage } from '@frontrow/contract/balance';
import { pageInput } from '@frontrow/contract/primitives';
import { router, userProcedure } from '../trpc.ts';

export const balanceRouter = router({
  /** What the user has to spend. */
  get: userProcedure.output(balanceView).query(({ ctx }) => ctx.services.balance.get(ctx.caller)),

  /** Adds to the balance; answers with the new one. */
  charge: userProcedure
    .input(chargeInput)
    .output(chargeView)
    .mutation(({ ctx, input }) => ctx.services.balance.charge(ctx.caller, input)),

  /** The ledger, newest entry first. */
  history: userProcedure
    .input(pageInput.prefault({}))
    .output(entryPage)
    .query(({ ctx, input }) => ctx.services.balance.history(ctx.caller, input)),
});
