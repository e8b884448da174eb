import { devSignInInput, devSignInView, userView } from '@frontrow/contract/session';
import { DomainError } from '@frontrow/domain/kernel/errors';
import { publicProcedure, router, userProcedure } from '../trpc.ts';

export const sessionRouter = router({
  /** Signs in by name alone; exists only in development. Creates the user if the name is new. */
  devSignIn: publicProcedure
    .use(({ ctx, next }) => {
      if (!ctx.auth.devSignIn) throw new DomainError('PROCEDURE_NOT_FOUND');
      return next();
    })
    .input(devSignInInput)
    .output(devSignInView)
    .mutation(async ({ ctx, input }) => {
      const user = await ctx.services.session.devSignIn(input);
      return { accessToken: await ctx.auth.sign(user), user };
    }),

  /** The user that the call is for. */
  me: userProcedure.output(userView).query(({ ctx: { user } }) => user),
});
