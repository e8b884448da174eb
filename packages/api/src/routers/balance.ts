import { balanceView, chargeInput, chargeView, entryPage } from '@frontrow/contract/balance';
import { pageInput } from '@frontrow/contract/primitives';
import {
  adminTopUpPage,
  listTopUpsInput,
  refundTopUpInput,
  resolveTopUpInput,
  startTopUpInput,
  topUpInput,
  topUpPage,
  topUpsInput,
  topUpView,
} from '@frontrow/contract/top-up';
import { IDEMPOTENCY_ERRORS } from '../errors/declared-errors.ts';
import { operatorProcedure, userProcedure } from '../procedures.ts';
import { router } from '../trpc.ts';

export const balanceRouter = router({
  /** The balance of the user. */
  get: userProcedure.output(balanceView).query(({ ctx }) => ctx.services.balance.get(ctx.caller)),

  /**
   * Adds to the balance and returns the new one. A payment provider that needs the customer first leads to
   * TOPUP_ACTION_REQUIRED; the same call with its idempotency key answers the success once it is credited.
   */
  charge: userProcedure
    .meta({
      errors: [
        'INVALID_AMOUNT',
        'TOPUP_UNAVAILABLE',
        'TOPUP_DECLINED',
        'TOPUP_ACTION_REQUIRED',
        ...IDEMPOTENCY_ERRORS,
      ],
    })
    .input(chargeInput)
    .output(chargeView)
    .mutation(({ ctx, input }) => ctx.services.balance.charge(ctx.caller, input)),

  /** Begins a top-up that the customer finishes at the payment provider. */
  startTopUp: userProcedure
    .meta({
      errors: ['INVALID_AMOUNT', 'TOPUP_UNAVAILABLE', 'TOPUP_DECLINED', ...IDEMPOTENCY_ERRORS],
    })
    .input(startTopUpInput)
    .output(topUpView)
    .mutation(({ ctx, input }) => ctx.services.balance.startTopUp(ctx.caller, input)),

  /** A top-up of the user. An open one is looked up at the payment provider, once in 2 seconds. */
  topUp: userProcedure
    .meta({ errors: ['TOPUP_NOT_FOUND'] })
    .input(topUpInput)
    .output(topUpView)
    .query(({ ctx, input }) => ctx.services.balance.topUp(ctx.caller, input.topUpId)),

  /** The top-ups of the user, newest first; those that have not ended alone if asked for. The payment provider is not asked. */
  topUps: userProcedure
    .input(topUpsInput.prefault({}))
    .output(topUpPage)
    .query(({ ctx, input }) => ctx.services.balance.topUps(ctx.caller, input)),

  /** Cancels an open top-up, so that it cannot be paid any more. One that ended stays as it ended. */
  cancelTopUp: userProcedure
    .meta({
      errors: ['TOPUP_NOT_FOUND', 'TOPUP_UNAVAILABLE', 'TOPUP_DECLINED', 'IDEMPOTENCY_IN_PROGRESS'],
    })
    .input(topUpInput)
    .output(topUpView)
    .mutation(({ ctx, input }) => ctx.services.balance.cancelTopUp(ctx.caller, input.topUpId)),

  /** The ledger entries of the user, newest first. */
  history: userProcedure
    .input(pageInput.prefault({}))
    .output(entryPage)
    .query(({ ctx, input }) => ctx.services.balance.history(ctx.caller, input)),
});

/** The operator's procedures of this domain, part of the router `admin`. */
export const balanceAdminProcedures = {
  /** The top-ups of all users, newest first, each with the provider's own reference. */
  listTopUps: operatorProcedure
    .input(listTopUpsInput.prefault({}))
    .output(adminTopUpPage)
    .query(({ ctx, input }) => ctx.services.admin.listTopUps(input)),

  /** Sends the money of a credited top-up back by the payment provider, if it is still in the balance. */
  refundTopUp: operatorProcedure
    .meta({
      errors: [
        'TOPUP_NOT_FOUND',
        'TOPUP_UNAVAILABLE',
        'TOPUP_DECLINED',
        'INSUFFICIENT_BALANCE',
        ...IDEMPOTENCY_ERRORS,
      ],
    })
    .input(refundTopUpInput)
    .output(topUpView)
    .mutation(({ ctx, input }) => ctx.services.admin.refundTopUp(ctx.caller, input)),

  /** Ends what needed attention: credits what was really paid, or sends it back. */
  resolveTopUp: operatorProcedure
    .meta({
      errors: ['TOPUP_NOT_FOUND', 'TOPUP_UNAVAILABLE', 'TOPUP_DECLINED', 'INSUFFICIENT_BALANCE'],
    })
    .input(resolveTopUpInput)
    .output(topUpView)
    .mutation(({ ctx, input }) => ctx.services.admin.resolveTopUp(ctx.caller, input)),
};
