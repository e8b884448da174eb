import { router } from '../trpc.ts';
import { balanceAdminProcedures } from './balance.ts';
import { concertAdminProcedures } from './concert.ts';
import { operationsAdminProcedures } from './operations.ts';
import { paymentAdminProcedures } from './payment.ts';
import { queueAdminProcedures } from './queue.ts';
import { reservationAdminProcedures } from './reservation.ts';
import { userAdminProcedures } from './user.ts';

/** The operator's procedures. Each domain owns its own; this is their name on the wire. */
export const adminRouter = router({
  ...concertAdminProcedures,
  ...queueAdminProcedures,
  ...userAdminProcedures,
  ...reservationAdminProcedures,
  ...balanceAdminProcedures,
  ...paymentAdminProcedures,
  ...operationsAdminProcedures,
});
