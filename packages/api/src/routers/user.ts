import {
  findPeopleInput,
  foundPeopleView,
  personInput,
  personView,
} from '@frontrow/contract/operators/people';
import {
  adminUserPage,
  adminUserView,
  createUserInput,
  deleteUserInput,
  deleteUserView,
  eraseUserInput,
  eraseUserView,
  findUsersInput,
  restoreUserInput,
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
   * tickets stay. With money in the balance, or a top-up that is open or in attention, it is VALIDATION_FAILED
   * without `force`, and nothing has changed.
   */
  deleteUser: operatorProcedure
    .input(deleteUserInput)
    .output(deleteUserView)
    .mutation(({ ctx, input }) => ctx.services.admin.deleteUser(ctx.caller, input)),

  /**
   * Lets a deleted user call again, with the balance, payments and tickets of before. A user who is not deleted
   * is returned as it is; one who was erased is USER_NOT_FOUND.
   */
  restoreUser: operatorProcedure
    .input(restoreUserInput)
    .output(adminUserView)
    .mutation(({ ctx, input }) => ctx.services.admin.restoreUser(ctx.caller, input)),

  /**
   * Erases the name and the external id of a user for good; the external id is free again. Ledger, payments
   * and tickets stay, with the user's id. A user who is not deleted yet is deleted first, as by `deleteUser`
   * without `force`.
   */
  eraseUser: operatorProcedure
    .input(eraseUserInput)
    .output(eraseUserView)
    .mutation(({ ctx, input }) => ctx.services.admin.eraseUser(ctx.caller, input)),

  /** Users by a part of the name or by external id, in the order of creation; with `deleted` those who are deleted. */
  findUsers: operatorProcedure
    .input(findUsersInput.prefault({}))
    .output(adminUserPage)
    .query(({ ctx, input }) => ctx.services.admin.findUsers(input)),

  /**
   * The people whom a text points to: a part of a name, an external id, any id of a user, reservation, payment, ticket
   * or top-up, a ticket's code, a seat, or the payment provider's reference.
   */
  findPeople: operatorProcedure
    .input(findPeopleInput)
    .output(foundPeopleView)
    .query(({ ctx, input }) => ctx.services.admin.findPeople(input)),

  /** The whole story of a user: turns, holds, payments, tickets, top-ups and the balance with its entries. */
  person: operatorProcedure
    .meta({ errors: ['USER_NOT_FOUND'] })
    .input(personInput)
    .output(personView)
    .query(({ ctx, input }) => ctx.services.admin.person(input.userId)),
};
