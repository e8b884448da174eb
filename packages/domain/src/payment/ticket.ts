import type { TicketsView } from '@frontrow/contract/payment';
import type { Caller, DomainContext } from '../kernel/context.ts';
import { inTransaction } from '../kernel/database/transaction.ts';
import { DomainError } from '../kernel/errors.ts';
import type { KeyRing } from '../kernel/key-ring.ts';
import { packUuids, unpackUuids } from '../kernel/uuid.ts';
import { recordAction } from '../operator-log/operator-log.ts';
import { ownPayment } from './payments.ts';

interface TicketRow {
  id: string;
  seat_id: string;
  label: string;
  performance_id: string;
  status: 'VALID' | 'REDEEMED' | 'VOID';
  redeemed_at: Date | null;
}

const TICKET_COLUMNS = 'id, seat_id, label, performance_id, status, redeemed_at';

const TICKETS_OF_PAYMENT = {
  name: 'tickets-of-payment',
  text: `select ${TICKET_COLUMNS} from ticket where payment_id = $1 order by label, id`,
};
const GET_TICKET = {
  name: 'ticket-get',
  text: `select ${TICKET_COLUMNS} from ticket where id = $1`,
};
const REDEEM = {
  name: 'ticket-redeem',
  text: `
    update ticket set status = 'REDEEMED',
      redeemed_at = coalesce($2::timestamptz, clock_timestamp())
    where id = $1 and status = 'VALID'
    returning ${TICKET_COLUMNS}`,
};

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
      label: ticket.label,
      performanceId: ticket.performance_id,
      code: codeOf(ctx.ticketKeys, ticket.id),
      status: ticket.status,
    })),
  };
}

/**
 * Redeems a ticket by its code: possible once for each ticket.
 *
 * @throws TICKET_NOT_FOUND, also for a code with a wrong signature, TICKET_ALREADY_REDEEMED, TICKET_VOID
 */
export async function redeem(
  ctx: DomainContext,
  code: string,
): Promise<{ ticketId: string; label: string; redeemedAt: Date }> {
  const ticketId = ticketIdIn(ctx.ticketKeys, code);
  if (ticketId === null) throw new DomainError('TICKET_NOT_FOUND');
  const [redeemed] = await ctx.sql.rows<TicketRow>(REDEEM, [ticketId, ctx.now()]);
  if (redeemed?.redeemed_at) {
    return { ticketId, label: redeemed.label, redeemedAt: redeemed.redeemed_at };
  }
  const [ticket] = await ctx.sql.rows<TicketRow>(GET_TICKET, [ticketId]);
  if (!ticket) throw new DomainError('TICKET_NOT_FOUND');
  if (ticket.status === 'VOID' || !ticket.redeemed_at) throw new DomainError('TICKET_VOID');
  throw new DomainError('TICKET_ALREADY_REDEEMED', { redeemedAt: ticket.redeemed_at });
}

const codeOf = (keys: KeyRing, ticketId: string): string => keys.seal(packUuids(ticketId));

/** The id in a code; null if none of our keys signed the code. */
function ticketIdIn(keys: KeyRing, code: string): string | null {
  const payload = keys.open(code.trim());
  const [ticketId] = (payload && unpackUuids(payload, 1)) || [];
  return ticketId ?? null;
}

/** Redeems on behalf of an operator. @throws TICKET_NOT_FOUND, TICKET_ALREADY_REDEEMED, TICKET_VOID */
export async function redeemTicket(
  ctx: DomainContext,
  operator: Caller,
  { code }: { code: string },
): Promise<{ ticketId: string; label: string; redeemedAt: Date }> {
  return inTransaction(ctx, async (tx) => {
    const redeemed = await redeem(tx, code);
    const { ticketId, label } = redeemed;
    const action = { action: 'redeemTicket' as const, targetId: ticketId, details: { label } };
    await recordAction(tx, operator, action);
    return redeemed;
  });
}
