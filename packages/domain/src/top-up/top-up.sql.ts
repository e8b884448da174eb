import type { TopUpStatus } from '@frontrow/contract/top-up';

export interface TopUpRow {
  id: string;
  user_id: string;
  amount: number;
  provider: string;
  status: TopUpStatus;
  procedure: string;
  idempotency_key: string | null;
  input_hash: string;
  reservation_id: string | null;
  return_url: string | null;
  reference: string | null;
  payment_reference: string | null;
  action_url: string | null;
  created_at: Date;
  open_until: Date;
  ended_at: Date | null;
  cancel_requested: boolean;
  paid_amount: number | null;
  paid_currency: string | null;
  returned_amount: number;
  refunded_at: Date | null;
  attention: string | null;
  checks: number;
  /** The ledger entry of the credit. */
  entry_id: string | null;
  /** Another call has the beginning of the payment to itself. */
  leased: boolean;
  /** The time until which the payment is open has passed; for half an hour. */
  overdue: boolean;
  long_overdue: boolean;
}

export const IS_OPEN = "u.status in ('REQUIRES_ACTION', 'PROCESSING')";

const IS_BEGUN_AGAIN = '(u.reference is null)::int';

/** Needs u and t. */
const COLUMNS = `
  u.id, u.user_id, u.amount, u.provider, u.status, u.procedure, u.idempotency_key, u.input_hash,
  u.reservation_id, u.return_url, u.reference, u.payment_reference, u.action_url, u.created_at, u.open_until,
  u.ended_at, u.cancel_requested, u.paid_amount, u.paid_currency, u.returned_amount, u.refunded_at,
  u.attention, u.checks, u.lease_until > t.now as leased, u.open_until <= t.now as overdue,
  u.open_until + interval '30 minutes' <= t.now as long_overdue,
  (select e.id from ledger_entry e where e.top_up_id = u.id and e.type = 'CHARGE') as entry_id`;

const clock = (parameter: string) =>
  `t as materialized (select coalesce(${parameter}::timestamptz, clock_timestamp()) as now)`;

/** $1 id, $2 now. */
export const GET_TOP_UP = {
  name: 'top-up-get',
  text: `with ${clock('$2')} select ${COLUMNS} from top_up u, t where u.id = $1`,
};

/** $1 id, $2 now. */
export const LOCK_TOP_UP = {
  name: 'top-up-lock',
  text: `with ${clock('$2')} select ${COLUMNS} from top_up u, t where u.id = $1 for update of u`,
};

/** The top-up that was paid by a payment. $1 the provider's id of the money, $2 now. */
export const TOP_UP_OF_PAYMENT = {
  name: 'top-up-of-payment',
  text: `
    with ${clock('$2')} select ${COLUMNS} from top_up u, t where u.payment_reference = $1
      and u.paid_amount is not null
    order by u.id limit 1`,
};

/** The open top-up of a call or of a reservation. $1 user, $2 procedure, $3 key, $4 reservation, $5 now. */
export const OPEN_TOP_UP_OF = {
  name: 'top-up-open-of',
  text: `
    with ${clock('$5')}
    select ${COLUMNS} from top_up u, t
    where u.user_id = $1 and ${IS_OPEN}
      and ((u.procedure = $2 and u.idempotency_key = $3) or u.reservation_id = $4)`,
};

/** What the user's open top-ups may still bring. $1 user. */
export const OPEN_AMOUNT = {
  name: 'top-up-open-amount',
  text: `
    select coalesce(sum(greatest(u.amount, u.paid_amount)), 0)::bigint as amount
    from top_up u where u.user_id = $1 and ${IS_OPEN}`,
};

/**
 * $1 id, $2 user, $3 amount, $4 provider, $5 procedure, $6 key or null, $7 hash of the input, $8 reservation
 * or null, $9 return URL or null, $10 seconds that it stays open, $11 seconds of the lease, $12 now.
 */
export const INSERT_TOP_UP = {
  name: 'top-up-insert',
  text: `
    with ${clock('$12')}
    insert into top_up (id, user_id, amount, provider, procedure, idempotency_key, input_hash,
      reservation_id, return_url, created_at, open_until, lease_until, check_at)
    select $1, $2, $3, $4, $5, $6, $7, $8, $9, t.now, t.now + make_interval(secs => $10),
      t.now + make_interval(secs => $11), t.now + make_interval(secs => $11) from t`,
};

/**
 * Takes the lease if nobody has it. No row: somebody has. Counts a beginning that is tried again, before it is:
 * what the provider then refuses, it may have done at the first try. $1 id, $2 seconds, $3 now.
 */
export const TAKE_LEASE = {
  name: 'top-up-take-lease',
  text: `
    with ${clock('$3')}
    update top_up u set lease_until = t.now + make_interval(secs => $2),
      checks = u.checks + ${IS_BEGUN_AGAIN}
    from t where u.id = $1 and u.lease_until <= t.now returning u.id`,
};

/** The provider did not answer: it is asked again after $2 seconds, and by a repeat at once. $1 id, $3 now. */
export const NOTE_FAILURE = {
  name: 'top-up-note-failure',
  text: `
    with ${clock('$3')}
    update top_up u set lease_until = t.now, check_at = t.now + make_interval(secs => $2),
      checks = u.checks + 1
    from t where u.id = $1 and ${IS_OPEN}`,
};

/** No row: it has ended. $1 id. */
export const REQUEST_CANCEL = {
  name: 'top-up-request-cancel',
  text: `update top_up u set cancel_requested = true where u.id = $1 and ${IS_OPEN} returning u.id`,
};

/**
 * Writes what is known of a locked top-up. $1 id, $2 status, $3 reference, $4 payment reference, $5 action URL,
 * $6 paid amount, $7 paid currency, $8 returned amount, $9 whether all of it went back (null: as before), $10
 * attention, $11 seconds until the provider is asked again, $12 now.
 */
export const CHANGE_TOP_UP = {
  name: 'top-up-change',
  text: `
    with ${clock('$12')}
    update top_up u set status = $2, reference = $3, payment_reference = $4, action_url = $5,
      paid_amount = $6, paid_currency = $7, returned_amount = $8,
      refunded_at = case when coalesce($9::boolean, u.refunded_at is not null)
        then coalesce(u.refunded_at, t.now) end,
      attention = $10, lease_until = case when u.reference is null then t.now else u.lease_until end,
      checks = u.checks + 1,
      check_at = case when u.open_until > t.now
        then least(u.open_until, t.now + make_interval(secs => $11))
        else t.now + make_interval(secs => $11) end,
      ended_at = case when $2 in ('REQUIRES_ACTION', 'PROCESSING') then null
        else coalesce(u.ended_at, t.now) end
    from t where u.id = $1`,
};

/**
 * Takes the top-ups that are to be asked for, so that no other server asks for them in the next minute.
 * $1 provider, $2 limit, $3 now.
 */
export const TAKE_DUE = {
  name: 'top-up-take-due',
  text: `
    with ${clock('$3')},
    due as materialized (
      select u.id from top_up u, t
      where ${IS_OPEN} and u.attention is null and u.check_at <= t.now and u.lease_until <= t.now
        and u.provider = $1
      order by u.check_at limit $2 for update of u skip locked
    )
    update top_up u set lease_until = t.now + interval '60 seconds',
      check_at = t.now + interval '60 seconds', checks = u.checks + ${IS_BEGUN_AGAIN}
    from due, t where u.id = due.id
    returning u.id`,
};

/**
 * Top-ups that another provider began, which this deployment cannot ask any more: after half an hour a person
 * has to decide. $1 provider, $2 now.
 */
export const GIVE_UP_STRAYS = {
  name: 'top-up-give-up-strays',
  text: `
    with ${clock('$2')}
    update top_up u set status = 'PROCESSING',
      attention = 'begun with ' || u.provider || ', which is not the provider any more'
    from t
    where ${IS_OPEN} and u.attention is null and u.check_at <= t.now
      and u.provider <> $1 and u.open_until + interval '30 minutes' <= t.now
    returning u.id`,
};

/** The top-up of a payment. $1 provider, $2 reference. */
export const TOP_UP_OF_REFERENCE = {
  name: 'top-up-of-reference',
  text: 'select u.id from top_up u where u.provider = $1 and u.reference = $2',
};

/**
 * Writes a second payment for a top-up as an attempt of its own, which a person has to decide. $1 id, $2 the
 * first top-up, $3 reference, $4 payment reference, $5 paid amount, $6 paid currency, $7 attention, $8 now.
 */
export const INSERT_SECOND_PAYMENT = {
  name: 'top-up-insert-second-payment',
  text: `
    with ${clock('$8')}
    insert into top_up (id, user_id, amount, provider, procedure, input_hash, reference, payment_reference,
      paid_amount, paid_currency, attention, created_at, open_until, lease_until, check_at)
    select $1, u.user_id, $5::bigint, u.provider, u.procedure, u.input_hash, $3, $4, $5::bigint, $6, $7,
      t.now, t.now, t.now, t.now
    from top_up u, t where u.id = $2`,
};

/** Reads two small indexes, however many top-ups there are. */
export const COUNT_TOP_UPS = {
  name: 'top-up-count',
  text: `
    select (select count(*) from top_up u where ${IS_OPEN} and u.attention is null)
        + count(*) filter (where ${IS_OPEN}) as open,
      count(*) as attention
    from top_up u where u.attention is not null`,
};

/** Newest first. $1 user, $2 whether only open ones, $3 before this id or null, $4 limit, $5 now. */
export const TOP_UPS_OF_USER = {
  name: 'top-ups-of-user',
  text: `
    with ${clock('$5')}
    select ${COLUMNS} from top_up u, t
    where u.user_id = $1 and (not $2::boolean or ${IS_OPEN}) and ($3::uuid is null or u.id < $3)
    order by u.id desc limit $4`,
};

/**
 * Newest first. $1 user, $2 status, $3 older than, $4 whether it needs attention, $5 reference (each may be
 * null), $6 before this id or null, $7 limit, $8 now.
 */
export const LIST_TOP_UPS = {
  name: 'top-up-list',
  text: `
    with ${clock('$8')}
    select ${COLUMNS} from top_up u, t
    where ($1::uuid is null or u.user_id = $1) and ($2::text is null or u.status = $2)
      and ($3::timestamptz is null or u.created_at < $3)
      and ($4::boolean is null or (u.attention is not null) = $4)
      and ($5::text is null or u.reference = $5 or u.payment_reference = $5)
      and ($6::uuid is null or u.id < $6)
    order by u.id desc limit $7`,
};
