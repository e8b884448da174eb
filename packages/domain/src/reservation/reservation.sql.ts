import type { ReservationStatus } from '@frontrow/contract/reservation';
import { AVAILABLE, BOOKABLE, HOUSE_ORDER } from '../concert/concert.sql.ts';
import { IS_ACTIVE } from '../queue/pass.sql.ts';

/** Of a row looked up by its id; see IS_ACTIVE. Needs r. */
export const IS_HELD = "(r.status || '') = 'HELD'";

export interface HoldFacts {
  concert_id: string;
  bookable: boolean;
  seats_total: number;
  hold_limit: number;
  /** Seats of the performance that the user holds or has paid. */
  owned: number;
  /** Those asked for that the performance has. */
  known: string[];
  /** Whether the pass was good as of the statement's snapshot, and still when its row was locked. */
  pass_seen: boolean;
  pass_locked: boolean;
  /** Whether the performance was still scheduled when its row was locked against cancellation. */
  still_on: boolean;
  /** Those of them that could be locked; claimed if that is all. */
  free: string[];
  held_at: Date | null;
  hold_expires_at: Date | null;
  amount: number | null;
  seats: { id: string; label: string; price: number }[] | null;
}

/**
 * All seats or none, in one statement: checks the performance, the limit and the pass, claims the
 * seats, writes the reservation and moves the end of the pass. Rows are locked in the order pass,
 * performance, seats by id; a locked row is judged by its newest version, and the time is read again
 * once it has them all. The count of owned seats comes from the
 * snapshot, so hold_seq has to be the snapshot's when the pass is locked: else another hold of the
 * same user came between, and the caller runs the statement again.
 *
 * $1 reservation id, $2 user, $3 performance, $4 seat ids, $5 token id, $6 hold seconds, $7 now.
 * No row: there is no such performance.
 */
export const HOLD_SEATS = {
  name: 'hold-seats',
  text: `
    with t as materialized (select coalesce($7::timestamptz, clock_timestamp()) as now),
    perf as materialized (
      select p.id, p.concert_id, p.seats_total, c.hold_limit, ${BOOKABLE} as bookable
      from performance p join concert c on c.id = p.concert_id, t where p.id = $3
    ),
    named as materialized (
      select s.id, s.performance_id, s.section_id, s.row_name, s.number, s.label
      from seat s where s.id = any($4::uuid[])
    ),
    asked as materialized (
      select s.id, s.label, n.price, ${HOUSE_ORDER} as place
      from named s join section n on n.id = s.section_id where s.performance_id = $3
    ),
    owned as materialized (
      select coalesce(sum(r.seat_count), 0)::int as n from reservation r, t
      where r.user_id = $2 and r.performance_id = $3
        and (r.status = 'PAID' or (r.status = 'HELD' and r.hold_expires_at > t.now))
    ),
    seen as materialized (
      select k.id, k.hold_seq from queue_token k, t, perf
      where k.id = $5 and k.user_id = $2 and k.concert_id = perf.concert_id
        and ${IS_ACTIVE} and k.ends_at > t.now and k.deadline_at > t.now
    ),
    pass as materialized (
      select k.id, k.deadline_at, k.ends_at from queue_token k, seen, t, perf, owned
      where k.id = $5 and k.hold_seq = seen.hold_seq
        and ${IS_ACTIVE} and k.ends_at > t.now
        and perf.bookable and owned.n + cardinality($4::uuid[]) <= perf.hold_limit
        and (select count(*) from asked) = cardinality($4::uuid[])
      for update of k
    ),
    still as materialized (
      select p.id from performance p, pass where p.id = $3 and p.status = 'SCHEDULED'
      for key share of p
    ),
    free as materialized (
      select s.id from seat s, still, t
      where s.id = any($4::uuid[]) and ${AVAILABLE}
      order by s.id
      for update of s
    ),
    locked as materialized (
      select coalesce($7::timestamptz, clock_timestamp()) as now
      from (select count(*) as n from free) as free where free.n = cardinality($4::uuid[])
    ),
    held as (
      insert into reservation
        (id, user_id, concert_id, performance_id, token_id, status, amount, seat_count, held_at,
          hold_expires_at)
      select $1, $2, perf.concert_id, perf.id, $5, 'HELD', (select sum(price) from asked),
        cardinality($4::uuid[]), locked.now, locked.now + make_interval(secs => $6)
      from perf, pass, locked where pass.ends_at > locked.now and pass.deadline_at > locked.now
      returning held_at, hold_expires_at, amount
    ),
    claimed as (
      update seat s set reservation_id = $1, holder_id = $2,
        hold_expires_at = held.hold_expires_at, version = null
      from held, free where s.id = free.id
    ),
    listed as (
      insert into reservation_seat (reservation_id, seat_id, label, price)
      select $1, asked.id, asked.label, asked.price from asked, held
    ),
    moved as (
      update queue_token k set hold_seq = k.hold_seq + 1,
        claimed_at = coalesce(k.claimed_at, held.held_at),
        ends_at = greatest(k.ends_at, k.deadline_at, held.hold_expires_at)
      from held where k.id = $5
    )
    select perf.concert_id, perf.bookable, perf.seats_total, perf.hold_limit, owned.n as owned,
      array(select id::text from asked) as known,
      exists (select from seen) as pass_seen,
      exists (select from pass) as pass_locked,
      exists (select from still) as still_on,
      array(select id::text from free) as free,
      held.held_at, held.hold_expires_at, held.amount,
      (select json_agg(json_build_object('id', id, 'label', label, 'price', price)
        order by place) from asked) as seats
    from perf cross join owned left join held on true`,
};

export interface ReservationRow {
  id: string;
  user_id: string;
  performance_id: string;
  concert_id: string;
  token_id: string;
  status: ReservationStatus;
  amount: number;
  held_at: Date;
  hold_expires_at: Date;
  payment_id: string | null;
  seats: { id: string; label: string; price: number }[];
}

/** The status as it reads at this moment: a hold that ran out is EXPIRED. Needs r and t. */
export const STATUS_NOW = `
  case when r.status = 'HELD' and r.hold_expires_at <= t.now then 'EXPIRED' else r.status end`;

const RESERVATION_COLUMNS = `
  r.id, r.user_id, r.performance_id, r.concert_id, r.token_id, ${STATUS_NOW} as status, r.amount,
  r.held_at, r.hold_expires_at, y.id as payment_id,
  (select json_agg(json_build_object('id', x.seat_id, 'label', x.label, 'price', x.price)
      order by ${HOUSE_ORDER})
    from reservation_seat x join seat s on s.id = x.seat_id join section n on n.id = s.section_id
    where x.reservation_id = r.id) as seats`;

/** $1 reservation, $2 now. */
export const GET_RESERVATION = {
  name: 'reservation-get',
  text: `
    with t as materialized (select coalesce($2::timestamptz, clock_timestamp()) as now)
    select ${RESERVATION_COLUMNS}
    from reservation r left join payment y on y.reservation_id = r.id, t where r.id = $1`,
};

/**
 * Newest first. $1 user, $2 concert, $3 performance, $4 status (each or null), $5 before this id or
 * null, $6 how many, $7 now.
 */
export const LIST_RESERVATIONS = {
  name: 'reservation-list',
  text: `
    with t as materialized (select coalesce($7::timestamptz, clock_timestamp()) as now)
    select ${RESERVATION_COLUMNS}
    from reservation r left join payment y on y.reservation_id = r.id, t
    where ($1::uuid is null or r.user_id = $1) and ($2::uuid is null or r.concert_id = $2)
      and ($3::uuid is null or r.performance_id = $3)
      and ($4::text is null or ${STATUS_NOW} = $4)
      and ($5::uuid is null or r.id < $5)
    order by r.id desc limit $6`,
};

/**
 * Frees the seats that still belong to the reservations of an earlier part of the statement, which it
 * names; locked in the order in which a hold locks them.
 */
export const FREE_SEATS_OF = (released: string) => `
    theirs as materialized (
      select s.id from seat s join reservation_seat x on x.seat_id = s.id
        join ${released} on ${released}.id = x.reservation_id
      where s.reservation_id = x.reservation_id and not s.sold
      order by s.id for update of s
    ),
    freed as (
      update seat s set reservation_id = null, holder_id = null, hold_expires_at = null,
        version = null
      from theirs where s.id = theirs.id
    )`;

/**
 * Gives back live holds made with a pass and moves its end back to what the others ask for. The
 * caller has locked the pass in a statement of its own: this one counts the others in its snapshot.
 * $1 token id, $2 one reservation or null, $3 one performance or null, $4 now.
 */
export const RELEASE_HOLDS = {
  name: 'release-holds',
  text: `
    with t as materialized (select coalesce($4::timestamptz, clock_timestamp()) as now),
    released as (
      update reservation r set status = 'RELEASED', ended_at = t.now
      from t where r.token_id = $1 and r.status = 'HELD' and r.hold_expires_at > t.now
        and ($2::uuid is null or r.id = $2) and ($3::uuid is null or r.performance_id = $3)
      returning r.id
    ),
    ${FREE_SEATS_OF('released')},
    moved as (
      update queue_token k set hold_seq = k.hold_seq + 1,
        ends_at = greatest(k.deadline_at, t.now,
          (select max(r.hold_expires_at) from reservation r where r.token_id = $1
            and r.status = 'HELD' and r.id not in (select id from released)))
      from t where k.id = $1 and ${IS_ACTIVE} and exists (select from released)
    )
    select id from released`,
};

/** The passes with which seats of a performance are held. $1 performance, $2 how many, $3 now. */
export const PASSES_HOLDING = {
  name: 'passes-holding',
  text: `
    select distinct token_id from reservation
    where performance_id = $1 and status = 'HELD'
      and hold_expires_at > coalesce($3::timestamptz, clock_timestamp())
    limit $2`,
};
