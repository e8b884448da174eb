import {
  actionPage,
  actionsInput,
  auditInput,
  auditView,
  salesStatsInput,
  salesStatsView,
} from '@frontrow/contract/operations';
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

  /**
   * The live figures of a concert's sale, and what happened in each of the last minutes. Ask it every two seconds:
   * only the first call of a server reads the whole span, later ones read what changed and the last two minutes.
   */
  salesStats: operatorProcedure
    .meta({ errors: ['CONCERT_NOT_FOUND'] })
    .input(salesStatsInput)
    .output(salesStatsView)
    .query(({ ctx, input }) => ctx.services.admin.salesStats(input)),
};
