import {
  adminUserPage,
  adminUserView,
  createUserInput,
  deleteUserInput,
  deleteUserView,
  findUsersInput,
} from '@frontrow/contract/user';
import { operatorProcedure, userAdminProcedure } from '../procedures.ts';

/** The operator's procedures of this domain, part of the router `admin`. */
export const userAdminProcedures = {
  /**
   * Creates a customer, with the id of an external issuer if one is given. The same external id again
   * returns the same user, unchanged.
   */
  createUser: userAdminProcedure
    .input(createUserInput)
    .output(adminUserView)
    .mutation(({ ctx, input }) => ctx.services.admin.createUser(ctx.caller, input)),

  /**
   * Deletes a user: queue entries end, holds are released, calls are refused. Ledger, payments and
   * tickets stay.
   */
  deleteUser: operatorProcedure
    .input(deleteUserInput)
    .output(deleteUserView)
    .mutation(({ ctx, input }) => ctx.services.admin.deleteUser(ctx.caller, input)),

  /** Users by a part of the name or by external id, in the order of creation. */
  findUsers: operatorProcedure
    .input(findUsersInput.prefault({}))
    .output(adminUserPage)
    .query(({ ctx, input }) => ctx.services.admin.findUsers(input)),
};
