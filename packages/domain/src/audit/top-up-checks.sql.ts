import { type AuditCheck, checkOf, NOW, OF_CONCERT, type Scope } from './audit-check.ts';

const OPEN = "u.status in ('REQUIRES_ACTION', 'PROCESSING')";
/** The user has paid for the concert. Needs u. */
const PAYERS = {
  units: 'u.user_id = any($1::uuid[])',
  concert:
    'exists (select from payment where payment.user_id = u.user_id and payment.concert_id = $1)',
};
/** The entries of a top-up that is checked. */
const ENTRIES = {
  units: 'top_up_id in (select id from top_up where user_id = any($1::uuid[]))',
  concert: 'true',
};

/** What a person has to decide, and a transfer that the provider was asked about within the hour, may take longer. */
export const ENDED: AuditCheck = {
  name: 'every top-up ends',
  text: `
    with ${NOW}
    select 'open for an hour after its time' as problem, u.id as "topUpId", u.status, u.open_until as since
    from top_up u, t
    where ${OPEN} and u.attention is null and u.open_until + interval '1 hour' < t.now and ${OF_CONCERT(PAYERS)}
      and not (u.status = 'PROCESSING' and u.reference is not null
        and u.check_at > t.now - interval '1 hour')
    union all
    select 'a refund is under way for an hour', u.id, r.status, r.created_at
    from top_up_refund r join top_up u on u.id = r.top_up_id, t
    where r.status = 'PENDING' and r.created_at + interval '1 hour' < t.now and ${OF_CONCERT(PAYERS)}
    limit 20`,
};

/**
 * Compares each credited top-up with its entry, and each entry with its top-up. Less than was paid is credited
 * only if the rest had gone back before.
 */
const credited = (of: Scope) => `
    with ${NOW},
    charges as (
      select top_up_id, count(*) as entries, min(amount) as amount from ledger_entry
      where type = 'CHARGE' and top_up_id is not null and ${of(ENTRIES)} group by top_up_id
    )
    select 'top-up and ledger disagree' as problem, u.id as "topUpId", null::uuid as "entryId", u.status,
      u.paid_amount as paid, u.returned_amount as returned, c.amount as credited
    from top_up u left join charges c on c.top_up_id = u.id, t
    where ${of(PAYERS)} and (coalesce(c.entries, 0) <> (u.status = 'CREDITED')::int
      or (c.entries > 0 and (c.amount <= u.paid_amount
        and c.amount >= u.paid_amount - u.returned_amount) is not true))
    union all
    select 'money that was paid is neither credited nor returned', u.id, null, u.status, u.paid_amount,
      u.returned_amount, null
    from top_up u, t
    where u.status <> 'CREDITED' and u.attention is null and u.returned_amount < u.paid_amount
      and ${of(PAYERS)}
    union all
    select 'the entry does not name a credited top-up of its user', e.top_up_id, e.id, u.status, null, null,
      e.amount
    from ledger_entry e left join top_up u on u.id = e.top_up_id, t
    where (e.type = 'WITHDRAWAL' or e.origin = 'PROVIDER')
      and (u.status = 'CREDITED' and u.user_id = e.user_id) is not true
      and ${of({
        units: 'e.user_id = any($1::uuid[])',
        concert:
          'exists (select from payment where payment.user_id = e.user_id and payment.concert_id = $1)',
      })}
    union all
    select 'the entry names a top-up and is none of a provider', e.top_up_id, e.id, u.status, null, null,
      e.amount
    from ledger_entry e join top_up u on u.id = e.top_up_id, t
    where e.type <> 'WITHDRAWAL' and e.origin is distinct from 'PROVIDER' and ${of(PAYERS)}
    limit 20`;

const [CREDITED, CREDITED_OF_USERS] = checkOf(
  { name: 'a top-up is credited once, with what was paid', unit: 'user' },
  credited,
);

export { CREDITED_OF_USERS };

/**
 * Compares what went back of each top-up with its withdrawals and with our refunds. More may have gone back
 * than was withdrawn, if it was spent; then a person was asked.
 */
const returned = (of: Scope) => `
    with ${NOW},
    entries as (
      select top_up_id, -coalesce(sum(amount) filter (where type = 'WITHDRAWAL'), 0) as withdrawn,
        coalesce(sum(amount) filter (where type = 'CHARGE'), 0) as credited
      from ledger_entry where top_up_id is not null and ${of(ENTRIES)} group by top_up_id
    ),
    refunds as (
      select top_up_id, sum(amount) as amount, sum(amount) filter (where withdrawn) as withdrawn
      from top_up_refund where status <> 'REFUSED' and ${of(ENTRIES)} group by top_up_id
    )
    select 'returned, withdrawn and refunded do not fit' as problem, u.id as "topUpId",
      u.paid_amount as paid, u.returned_amount as returned, e.withdrawn, r.amount as refunded,
      u.refunded_at as "refundedAt"
    from top_up u left join entries e on e.top_up_id = u.id left join refunds r on r.top_up_id = u.id, t
    where ${of(PAYERS)} and (
      u.returned_amount > coalesce(u.paid_amount, 0) or u.returned_amount < 0
      or coalesce(e.withdrawn, 0) not between 0 and u.returned_amount
      or coalesce(r.amount, 0) > u.returned_amount
      or coalesce(r.withdrawn, 0) > coalesce(e.withdrawn, 0)
      or (e.credited > 0 and e.credited - e.withdrawn < u.paid_amount - u.returned_amount)
      or (u.refunded_at is not null and u.returned_amount < u.paid_amount))
    limit 20`;

const [RETURNED, RETURNED_OF_USERS] = checkOf(
  { name: 'what went back of a top-up was withdrawn', unit: 'user' },
  returned,
);

export { RETURNED_OF_USERS };

/** What is true of every top-up, and of the entries that name one. */
export const TOP_UP_CHECKS = [ENDED, CREDITED, RETURNED];
