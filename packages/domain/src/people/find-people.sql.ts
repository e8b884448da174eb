import type { FOUND_BY } from '@frontrow/contract/operators/people';
import { comparableSql } from '../kernel/database/pattern.ts';

export interface FoundRow {
  user_id: string;
  name: string;
  role: 'customer' | 'operator' | 'service' | 'door';
  external_id: string | null;
  created_at: Date;
  deleted_at: Date | null;
  found_by: (typeof FOUND_BY)[number];
  id: string | null;
  label: string | null;
  performance_id: string | null;
}

const FOUND = `
    select u.id as user_id, u.name, u.role, u.external_id, u.created_at, u.deleted_at, found.found_by, found.id,
      found.label, found.performance_id
    from found join app_user u on u.id = found.user_id where u.erased_at is null
    limit 50`;

/** By an id, which is that of one thing at most. $1 id. */
export const FIND_BY_ID = {
  name: 'people-by-id',
  text: `
    with found as (
      select id as user_id, 'userId' as found_by, null::uuid as id, null::text as label, null::uuid as performance_id
      from app_user where id = $1
      union all
      select user_id, 'reservationId', id, null, performance_id from reservation where id = $1
      union all
      select user_id, 'paymentId', id, null, performance_id from payment where id = $1
      union all
      select user_id, 'topUpId', id, null, null from top_up where id = $1
      union all
      select p.user_id, 'ticketId', ticket.id, ticket.label, ticket.performance_id
      from ticket join payment p on p.id = ticket.payment_id where ticket.id = $1
    ) ${FOUND}`,
};

/** By the id of a ticket, which its code said. $1 ticket. */
export const FIND_BY_CODE = {
  name: 'people-by-code',
  text: `
    with found as (
      select p.user_id, 'ticketCode' as found_by, ticket.id, ticket.label, ticket.performance_id
      from ticket join payment p on p.id = ticket.payment_id where ticket.id = $1
    ) ${FOUND}`,
};

/**
 * By what is stored as it was said: external ids and references first, then seats of dates of the last 30 days and
 * later, then names. $1 text, $2 the same as names are compared, $3 its pattern, $4 now.
 */
export const FIND_BY_TEXT = {
  name: 'people-by-text',
  text: `
    with dates as materialized (
      select id from performance
      where starts_at > coalesce($4::timestamptz, clock_timestamp()) - interval '30 days'
    ),
    found as (
      select id as user_id, 'externalId' as found_by, null::uuid as id, null::text as label,
        null::uuid as performance_id
      from app_user where external_id = $1
      union all
      select user_id, 'reference', id, null, null from top_up where reference = $1 or payment_reference = $1
      union all
      (select p.user_id, 'seat', ticket.id, ticket.label, ticket.performance_id
      from dates join ticket on ticket.performance_id = dates.id join payment p on p.id = ticket.payment_id
      where lower(${comparableSql('ticket.label')}) = lower($2)
      order by ticket.id desc limit 50)
      union all
      (select id, 'name', null, null, null from app_user
      where ${comparableSql('name')} ilike $3
      order by deleted_at is not null, lower(name) <> lower($2), id limit 50)
    ) ${FOUND}`,
};
