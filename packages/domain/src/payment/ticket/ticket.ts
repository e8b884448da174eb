import type { AdminTicketView, ListTicketsInput, TicketsView } from '@frontrow/contract/payment';
import type { Page } from '@frontrow/contract/primitives';
import { comparable } from '@frontrow/contract/text/names';
import type { Caller, DomainContext } from '../../kernel/context.ts';
import { pageFrom, uuidCursor } from '../../kernel/cursor.ts';
import { ownPayment } from '../payments.ts';
import { LIST_TICKETS, TICKETS_OF_PAYMENT, type TicketRow } from './ticket.sql.ts';
import { ticketCode, ticketIdIn } from './ticket-code.ts';

/** The tickets of a payment of the caller. @throws PAYMENT_NOT_FOUND */
export async function listTickets(
  ctx: DomainContext,
  caller: Caller,
  paymentId: string,
): Promise<TicketsView> {
  await ownPayment(ctx, caller, paymentId);
  const rows = await ctx.sql.rows<TicketRow>(TICKETS_OF_PAYMENT, [paymentId]);
  return {
    items: rows.map((ticket) => ({
      ticketId: ticket.id,
      seatId: ticket.seat_id,
      place: ticket.place,
      label: ticket.label,
      section: ticket.section,
      row: ticket.row,
      number: ticket.number,
      concertId: ticket.concert_id,
      performanceId: ticket.performance_id,
      startsAt: ticket.starts_at,
      timezone: ticket.timezone,
      code: ticketCode(ctx.ticketKeys, ticket.id),
      status: ticket.status,
      redeemedAt: ticket.redeemed_at,
    })),
  };
}

/** The tickets of all users that match all given filters, newest first, without their codes. */
export async function listAllTickets(
  ctx: DomainContext,
  { cursor, limit, code, ...filter }: ListTicketsInput,
): Promise<Page<AdminTicketView>> {
  const before = uuidCursor(cursor);
  const ticketId = code === undefined ? null : ticketIdIn(ctx.ticketKeys, code);
  if (code !== undefined && ticketId === null) return { items: [], nextCursor: null };
  const { performanceId = null, status = null } = filter;
  const label = filter.label === undefined ? null : comparable(filter.label);
  const values = [performanceId, status, label, ticketId, before, limit + 1];
  const rows = await ctx.sql.rows<TicketRow>(LIST_TICKETS, values);
  return pageFrom(rows, limit, { item: adminTicketView, cursor: ({ id }) => id });
}

export const adminTicketView = (ticket: TicketRow): AdminTicketView => ({
  ticketId: ticket.id,
  performanceId: ticket.performance_id,
  userId: ticket.user_id,
  section: ticket.section,
  row: ticket.row,
  number: ticket.number,
  label: ticket.label,
  status: ticket.status,
  redeemedAt: ticket.redeemed_at,
});
