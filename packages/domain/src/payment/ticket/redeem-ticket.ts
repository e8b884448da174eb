import type {
  AdminTicketView,
  RedeemTicketInput,
  RedeemTicketView,
} from '@frontrow/contract/payment';
import type { Caller, DomainContext } from '../../kernel/context.ts';
import { row } from '../../kernel/database/sql.ts';
import { inTransaction } from '../../kernel/database/transaction.ts';
import { DomainError } from '../../kernel/errors.ts';
import { recordAction } from '../../operator-log/operator-log.ts';
import { LOCK_TICKET, REDEEM, type TicketRow, UNDO_REDEEM } from './ticket.sql.ts';
import { adminTicketView } from './ticket.ts';
import { ticketIdIn } from './ticket-code.ts';

/**
 * Redeems a ticket by its code: possible once for each ticket. With `performanceId` only a ticket of that
 * performance; another one stays as it is.
 *
 * @throws TICKET_NOT_FOUND, also for a code with a wrong signature, TICKET_VOID, TICKET_ALREADY_REDEEMED,
 * TICKET_WRONG_PERFORMANCE
 */
export async function redeemTicket(
  ctx: DomainContext,
  operator: Caller,
  { code, performanceId }: RedeemTicketInput,
): Promise<RedeemTicketView> {
  const ticketId = ticketIdIn(ctx.ticketKeys, code);
  if (ticketId === null) throw new DomainError('TICKET_NOT_FOUND');
  return inTransaction(ctx, async (tx) => {
    const ticket = await lockTicket(tx, ticketId);
    if (ticket.redeemed_at) {
      throw new DomainError('TICKET_ALREADY_REDEEMED', { redeemedAt: ticket.redeemed_at });
    }
    const place = {
      performanceId: ticket.performance_id,
      concertId: ticket.concert_id,
      startsAt: ticket.starts_at,
      timezone: ticket.timezone,
    };
    if (performanceId !== undefined && performanceId !== place.performanceId) {
      throw new DomainError('TICKET_WRONG_PERFORMANCE', place);
    }
    const values = [ticketId, operator.userId, tx.now()];
    const redeemed = await row<{ redeemed_at: Date }>(tx.sql, REDEEM, values);
    const { label, title, section, number } = ticket;
    const action = { action: 'redeemTicket' as const, targetId: ticketId, details: { label } };
    await recordAction(tx, operator, action);
    const seat = { label, section, row: ticket.row, number };
    return { ticketId, redeemedAt: redeemed.redeemed_at, ...place, title, ...seat };
  });
}

/**
 * Makes a ticket that was redeemed in the last 10 minutes valid again. A valid ticket is returned as it is.
 *
 * @param input with `onlyOwn` the caller must be the one who redeemed it
 * @throws TICKET_NOT_FOUND, TICKET_VOID, FORBIDDEN, TICKET_ALREADY_REDEEMED after 10 minutes
 */
export async function undoRedeem(
  ctx: DomainContext,
  operator: Caller,
  { ticketId, onlyOwn }: { ticketId: string; onlyOwn: boolean },
): Promise<AdminTicketView> {
  return inTransaction(ctx, async (tx) => {
    const ticket = await lockTicket(tx, ticketId);
    const { redeemed_at: redeemedAt, redeemed_by: redeemedBy, label } = ticket;
    if (!redeemedAt) return adminTicketView(ticket);
    if (onlyOwn && redeemedBy !== operator.userId) throw new DomainError('FORBIDDEN');
    const [undone] = await tx.sql.rows(UNDO_REDEEM, [ticketId, tx.now()]);
    if (!undone) throw new DomainError('TICKET_ALREADY_REDEEMED', { redeemedAt });
    const action = { action: 'undoRedeem' as const, targetId: ticketId, details: { label } };
    await recordAction(tx, operator, action);
    return { ...adminTicketView(ticket), status: 'VALID', redeemedAt: null };
  });
}

/** @throws TICKET_NOT_FOUND, TICKET_VOID */
async function lockTicket(tx: DomainContext, ticketId: string): Promise<TicketRow> {
  const [ticket] = await tx.sql.rows<TicketRow>(LOCK_TICKET, [ticketId]);
  if (!ticket) throw new DomainError('TICKET_NOT_FOUND');
  if (ticket.status === 'VOID') throw new DomainError('TICKET_VOID');
  return ticket;
}
