import { adminRouter } from './routers/admin.ts';
import { balanceRouter } from './routers/balance.ts';
import { concertRouter } from './routers/concert.ts';
import { paymentRouter } from './routers/payment.ts';
import { queueRouter } from './routers/queue.ts';
import { reservationRouter } from './routers/reservation.ts';
import { sessionRouter } from './routers/session.ts';
import { router } from './trpc.ts';

/** All procedures. */
export const appRouter = router({
  session: sessionRouter,
  queue: queueRouter,
  concert: concertRouter,
  reservation: reservationRouter,
  balance: balanceRouter,
  payment: paymentRouter,
  admin: adminRouter,
});

export type AppRouter = typeof appRouter;
