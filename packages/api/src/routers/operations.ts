import { availabilityView } from '@frontrow/contract/chart';
import {
  actionPage,
  actionsInput,
  auditInput,
  auditView,
  salesStatsInput,
  salesStatsView,
} from '@frontrow/contract/operations';
import { adminAvailabilityInput, boardInput, boardView } from '@frontrow/contract/operators/board';
import { exportRowsInput, exportRowsView } from '@frontrow/contract/operators/exports';
import { healthView } from '@frontrow/contract/operators/health';
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

  /**
   * What each server and worker last wrote of itself, the last run of each job, the worker's audit, and the database.
   * Ask it every two seconds: it reads a few rows.
   */
  health: operatorProcedure.output(healthView).query(({ ctx }) => ctx.services.admin.health()),

  /** All that a board of a sale shows, in one answer. Ask it every two seconds. */
  board: operatorProcedure
    .meta({ errors: ['CONCERT_NOT_FOUND', 'PERFORMANCE_NOT_FOUND'] })
    .input(boardInput)
    .output(boardView)
    .query(({ ctx, input }) => ctx.services.admin.board(input)),

  /**
   * A page of a table for a file: what was sold, the ledger, or who came in. Each page begins where the one before
   * ended, so a file may have any size.
   */
  exportRows: operatorProcedure
    .input(exportRowsInput)
    .output(exportRowsView)
    .query(({ ctx, input }) => ctx.services.admin.exportRows(input)),

  /** As `concert.availability`, without a turn, and also of a performance that cannot be booked. */
  availability: operatorProcedure
    .meta({ errors: ['PERFORMANCE_NOT_FOUND'] })
    .input(adminAvailabilityInput)
    .output(availabilityView)
    .query(({ ctx, input }) => ctx.services.admin.availability(input)),
};
