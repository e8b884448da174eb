import { devSignInInput, devSignInView, userView } from '@frontrow/contract/session';
import { DomainError } from '@frontrow/domain/kernel/errors';
import { publicProcedure, userProcedure } from '../procedures.ts';
import { router } from '../trpc.ts';

export const sessionRouter = router({
  /** Signs in by name alone, in development only. Creates the user if the name is new. */
  devSignIn: publicProcedure
    .meta({ errors: ['PROCEDURE_NOT_FOUND'] })
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

  /** The user that the call is made for. */
  me: userProcedure.output(userView).query(({ ctx: { user } }) => user),
});
