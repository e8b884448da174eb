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
  /** Who is calling. */
  session: sessionRouter,
  /** The waiting room of a concert: joining, following the position, and leaving. */
  queue: queueRouter,
  /** Concerts, their dates and their seats. */
  concert: concertRouter,
  /** Holding seats, and the reservations of the user. */
  reservation: reservationRouter,
  /** The prepaid money of the user. */
  balance: balanceRouter,
  /** Paying for a hold, and the tickets. */
  payment: paymentRouter,
  /** The operator's calls, for all domains. */
  admin: adminRouter,
});

export type AppRouter = typeof appRouter;
