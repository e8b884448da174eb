import type { PersonView } from '@frontrow/contract/operators/people';
import type { TICKET_STATES } from '@frontrow/contract/payment';
import type { QueueEntryStatus } from '@frontrow/contract/queue';

/** $1 user. */
export const GET_USER = {
  name: 'person-user',
  text: `
    select id, name, role, external_id as "externalId", created_at as "createdAt", deleted_at as "deletedAt"
    from app_user where id = $1 and erased_at is null`,
};

export interface TurnRow {
  id: string;
  concertId: string;
  status: QueueEntryStatus;
  joinedAt: Date;
  admittedAt: Date | null;
  expiresAt: Date | null;
  endedAt: Date | null;
}

/** Live ones by the index of live entries, ended ones by the holds that were made in them. $1 user, $2 limit. */
export const TURNS = {
  name: 'person-turns',
  text: `
    with entries as (
      select live.id from concert c, lateral (
        select id from queue_entry entry
        where entry.concert_id = c.id and entry.user_id = $1 and entry.status in ('PREQUEUE', 'WAITING', 'ACTIVE')
      ) live
      union
      select queue_entry_id from reservation where user_id = $1
    )
    select entry.id, entry.concert_id as "concertId", entry.status, entry.joined_at as "joinedAt",
      entry.admitted_at as "admittedAt", entry.expires_at as "expiresAt", entry.ended_at as "endedAt"
    from entries join queue_entry entry on entry.id = entries.id
    order by entry.joined_at desc, entry.id limit $2`,
};

export interface PersonTicketRow {
  ticketId: string;
  paymentId: string;
  performanceId: string;
  userId: string;
  section: string;
  row: string;
  number: number;
  label: string;
  status: (typeof TICKET_STATES)[number];
  redeemedAt: Date | null;
}

/** $1 user, $2 limit. */
export const TICKETS = {
  name: 'person-tickets',
  text: `
    select ticket.id as "ticketId", ticket.payment_id as "paymentId", ticket.performance_id as "performanceId",
      payment.user_id as "userId", section.name as section, s.row_name as row, s.number, ticket.label, ticket.status,
      ticket.redeemed_at as "redeemedAt"
    from payment join ticket on ticket.payment_id = payment.id join seat s on s.id = ticket.seat_id
      join section on section.id = s.section_id
    where payment.user_id = $1 order by ticket.id desc limit $2`,
};

/** $1 ids. */
export const PERFORMANCES = {
  name: 'person-performances',
  text: `
    select p.id as "performanceId", p.concert_id as "concertId", c.title, p.starts_at as "startsAt", p.timezone
    from performance p join concert c on c.id = p.concert_id where p.id = any($1::uuid[]) order by p.starts_at, p.id`,
};
export type PerformanceOfPersonRow = PersonView['performances'][number];

/** $1 ids. */
export const CONCERTS = {
  name: 'person-concerts',
  text: 'select id as "concertId", title from concert where id = any($1::uuid[]) order by id',
};
