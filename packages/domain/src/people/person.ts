import type { PersonView } from '@frontrow/contract/operators/people';
import type { Page } from '@frontrow/contract/primitives';
import type { AdminUserView } from '@frontrow/contract/user';
import { getBalance, history } from '../balance/balance.ts';
import { DomainError } from '../kernel/errors.ts';
import { listAllPayments } from '../payment/payments.ts';
import type { QueueContext } from '../queue/queue-context.ts';
import { listAllReservations } from '../reservation/reservations.ts';
import { listTopUps } from '../top-up/operator/list-top-ups.ts';
import * as statements from './person.sql.ts';

const LIMIT = 100;

/**
 * The whole story of a user.
 *
 * @throws USER_NOT_FOUND, also for one who was erased
 */
export async function person(ctx: QueueContext, userId: string): Promise<PersonView> {
  const [user] = await ctx.sql.rows<AdminUserView>(statements.GET_USER, [userId]);
  if (!user) throw new DomainError('USER_NOT_FOUND');
  const caller = { userId, service: false };
  const page = { userId, limit: LIMIT };
  const reservations = await listAllReservations(ctx, page);
  const payments = await listAllPayments(ctx, page);
  const topUps = await listTopUps(ctx, page);
  const entries = await history(ctx, caller, page);
  const values = [userId, LIMIT + 1];
  const turns = await ctx.sql.rows<statements.TurnRow>(statements.TURNS, values);
  const tickets = await ctx.sql.rows<statements.PersonTicketRow>(statements.TICKETS, values);
  const performanceIds = [...reservations.items, ...tickets].map((each) => each.performanceId);
  const concertIds = [...reservations.items, ...turns].map((each) => each.concertId);
  const isMore = (list: Page<unknown>) => list.nextCursor !== null;
  return {
    user,
    balance: await getBalance(ctx, caller),
    turns: turns.slice(0, LIMIT),
    reservations: reservations.items,
    payments: payments.items,
    tickets: tickets.slice(0, LIMIT),
    topUps: topUps.items,
    entries: entries.items,
    performances: await ctx.sql.rows<statements.PerformanceOfPersonRow>(statements.PERFORMANCES, [
      [...new Set(performanceIds)],
    ]),
    concerts: await ctx.sql.rows<PersonView['concerts'][number]>(statements.CONCERTS, [
      [...new Set(concertIds)],
    ]),
    more:
      [reservations, payments, topUps, entries].some(isMore) ||
      Math.max(turns.length, tickets.length) > LIMIT,
  };
}
