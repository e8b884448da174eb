import type { TICKET_STATES } from '@frontrow/contract/payment';
import { comparableSql } from '../../kernel/database/pattern.ts';

export interface TicketRow {
  id: string;
  seat_id: string;
  place: number;
  label: string;
  section: string;
  row: string;
  number: number;
  concert_id: string;
  /** The concert's. */
  title: string;
  performance_id: string;
  starts_at: Date;
  timezone: string;
  user_id: string;
  status: (typeof TICKET_STATES)[number];
  redeemed_at: Date | null;
  redeemed_by: string | null;
}

/** How long a redemption can be undone. */
const UNDO = "interval '10 minutes'";

const TICKETS = `
  select ticket.id, ticket.seat_id, s.place, ticket.label, section.name as section, s.row_name as row, s.number,
    p.concert_id, c.title, ticket.performance_id, p.starts_at, p.timezone, payment.user_id, ticket.status,
    ticket.redeemed_at, ticket.redeemed_by
  from ticket
    join seat s on s.id = ticket.seat_id join section on section.id = s.section_id
    join performance p on p.id = ticket.performance_id join concert c on c.id = p.concert_id
    join payment on payment.id = ticket.payment_id`;

/** $1 payment. */
export const TICKETS_OF_PAYMENT = {
  name: 'tickets-of-payment',
  text: `${TICKETS} where ticket.payment_id = $1 order by s.place, ticket.id`,
};

/**
 * Newest first. $1 performance, $2 status, $3 label, $4 ticket (each may be null), $5 before this id or
 * null, $6 limit.
 */
export const LIST_TICKETS = {
  name: 'ticket-list',
  text: `
    ${TICKETS}
    where ($1::uuid is null or ticket.performance_id = $1) and ($2::text is null or ticket.status = $2)
      and ($3::text is null or lower(${comparableSql('ticket.label')}) = lower($3)) and ($4::uuid is null or ticket.id = $4)
      and ($5::uuid is null or ticket.id < $5)
    order by ticket.id desc limit $6`,
};

/** $1 ticket. */
export const LOCK_TICKET = {
  name: 'ticket-lock',
  text: `${TICKETS} where ticket.id = $1 for update of ticket`,
};

/** $1 ticket, $2 user who redeems, $3 now. */
export const REDEEM = {
  name: 'ticket-redeem',
  text: `
    update ticket set status = 'REDEEMED', redeemed_by = $2,
      redeemed_at = coalesce($3::timestamptz, clock_timestamp())
    where id = $1 and status = 'VALID'
    returning redeemed_at`,
};

/** No row: the redemption is too old. $1 ticket, $2 now. */
export const UNDO_REDEEM = {
  name: 'ticket-undo-redeem',
  text: `
    update ticket set status = 'VALID', redeemed_at = null, redeemed_by = null
    where id = $1 and status = 'REDEEMED'
      and redeemed_at > coalesce($2::timestamptz, clock_timestamp()) - ${UNDO}
    returning id`,
};
