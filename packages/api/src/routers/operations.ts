import { actionPage, actionsInput, auditInput, auditView } from '@frontrow/contract/operations';
import { operatorProcedure } from '../procedures.ts';

/** The operator's procedures of this domain, part of the router `admin`. */
export const operationsAdminProcedures = {
  /** The log of what operators did, newest first. */
  actions: operatorProcedure
    .input(actionsInput.prefault({}))
    .output(actionPage)
    .query(({ ctx, input }) => ctx.services.admin.actions(input)),

  /** Checks invariants 1 to 4 and 6 on one consistent snapshot of the live data. */
  audit: operatorProcedure
    .meta({ errors: ['CONCERT_NOT_FOUND'] })
    .input(auditInput.prefault({}))
    .output(auditView)
    .query(({ ctx, input }) => ctx.services.admin.audit(input)),
};
