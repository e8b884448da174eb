import type { ReservationStatus } from '@frontrow/contract/reservation';
import { IS_ACTIVE } from '../queue/entry/entry.sql.ts';

/** A test for rows that are found by id, written like IS_ACTIVE for the same reason. Needs r. */
export const IS_HELD = "(r.status || '') = 'HELD'";

/**
 * The terms of the sale as they are committed now, and not as they were in the statement's snapshot: the
 * columns of `p` and `c` that BOOKABLE needs, and what else a hold depends on. A function of the database,
 * since only a function can read anew within a statement. See migrations/…_SaleTerms.ts.
 *
 * @param performance the expression of its id
 */
export const TERMS = (performance: string) => `sale_terms(${performance})`;

/**
 * A query of all reservations of a user, by its index. Without `offset 0`, and while the statistics are young, the planner
 * reads all live holds of the concert instead.
 *
 * @param user the expression of the user's id
 */
export const RESERVATIONS_OF = (user: string) =>
  `select r.id, r.concert_id, r.status, r.hold_expires_at from reservation r where r.user_id = ${user} offset 0`;

/** A seat of a reservation, with its label and price at the time of the hold. */
export interface HeldSeat {
  id: string;
  place: number;
  label: string;
  section: string;
  row: string;
  number: number;
  price: number;
}

export interface ReservationRow {
  id: string;
  user_id: string;
  performance_id: string;
  concert_id: string;
  starts_at: Date;
  timezone: string;
  queue_entry_id: string;
  status: ReservationStatus;
  amount: number;
  held_at: Date;
  hold_expires_at: Date;
  payment_id: string | null;
  seats: HeldSeat[];
}

/** The status at the time of the statement: an expired hold is EXPIRED before the sweep. Needs r, t. */
export const STATUS_NOW = `
  case when r.status = 'HELD' and r.hold_expires_at <= t.now then 'EXPIRED' else r.status end`;

const RESERVATION_COLUMNS = `
  r.id, r.user_id, r.performance_id, r.concert_id, r.queue_entry_id, ${STATUS_NOW} as status, r.amount,
  r.held_at, r.hold_expires_at, payment.id as payment_id, p.starts_at, p.timezone,
  (select json_agg(json_build_object('id', reservation_seat.seat_id, 'place', s.place, 'label', reservation_seat.label,
      'section', section.name, 'row', s.row_name, 'number', s.number, 'price', reservation_seat.price) order by s.place)
    from reservation_seat join seat s on s.id = reservation_seat.seat_id join section on section.id = s.section_id
    where reservation_seat.reservation_id = r.id) as seats`;

/** $1 reservation, $2 now. */
export const GET_RESERVATION = {
  name: 'reservation-get',
  text: `
    with t as materialized (select coalesce($2::timestamptz, clock_timestamp()) as now)
    select ${RESERVATION_COLUMNS}
    from reservation r join performance p on p.id = r.performance_id
      left join payment on payment.reservation_id = r.id, t where r.id = $1`,
};

/**
 * Newest first. $1 user, $2 concert, $3 performance, $4 status (each may be null), $5 before this id or
 * null, $6 limit, $7 now.
 */
export const LIST_RESERVATIONS = {
  name: 'reservation-list',
  text: `
    with t as materialized (select coalesce($7::timestamptz, clock_timestamp()) as now)
    select ${RESERVATION_COLUMNS}
    from reservation r join performance p on p.id = r.performance_id
      left join payment on payment.reservation_id = r.id, t
    where ($1::uuid is null or r.user_id = $1) and ($2::uuid is null or r.concert_id = $2)
      and ($3::uuid is null or r.performance_id = $3)
      and ($4::text is null or ${STATUS_NOW} = $4)
      and ($5::uuid is null or r.id < $5)
    order by r.id desc limit $6`,
};

/**
 * CTEs that free the seats of released reservations, as far as the seats still belong to them, and note the change.
 * Locks the seats by id, as a hold does.
 *
 * @param released the CTE with the ids of the reservations
 */
export const FREE_SEATS_OF = (released: string) => `
    released_seats as materialized (
      select s.id, s.performance_id, s.place from seat s join reservation_seat on reservation_seat.seat_id = s.id
        join ${released} on ${released}.id = reservation_seat.reservation_id
      where s.reservation_id = reservation_seat.reservation_id and not s.sold
      order by s.id for update of s
    ),
    freed as (
      update seat s set reservation_id = null, holder_id = null, hold_expires_at = null
      from released_seats where s.id = released_seats.id
    ),
    noted as (
      insert into seat_change (performance_id, places)
      select performance_id, array_agg(place) from released_seats group by performance_id
    )`;

/**
 * Releases live holds made with a pass, and lets the pass expire at `hold_until` or with its last remaining
 * hold, whichever is later. The caller has locked the pass in an earlier statement, since the remaining
 * holds are read from this statement's snapshot. A hold may still be locked, by a charge for it: the clock
 * is read after the locks. $1 entry id, $2 one reservation or null, $3 one performance or null, $4 now.
 */
export const RELEASE_HOLDS = {
  name: 'release-holds',
  text: `
    with holds as materialized (
      select r.id, r.hold_expires_at from reservation r
      where r.queue_entry_id = $1 and r.status = 'HELD'
        and ($2::uuid is null or r.id = $2) and ($3::uuid is null or r.performance_id = $3)
      order by r.id for update of r
    ),
    t as materialized (
      select coalesce($4::timestamptz, clock_timestamp()) as now from (select count(*) from holds) as locked
    ),
    released as (
      update reservation r set status = 'RELEASED', ended_at = t.now
      from holds, t where r.id = holds.id and holds.hold_expires_at > t.now
      returning r.id
    ),
    ${FREE_SEATS_OF('released')},
    moved as (
      update queue_entry entry set hold_seq = entry.hold_seq + 1,
        expires_at = greatest(entry.hold_until, t.now,
          (select max(r.hold_expires_at) from reservation r where r.queue_entry_id = $1
            and r.status = 'HELD' and r.id not in (select id from released)))
      from t where entry.id = $1 and ${IS_ACTIVE} and exists (select from released)
    )
    select id from released`,
};

/** The passes with live holds of a performance. $1 performance, $2 after this id or null, $3 limit, $4 now. */
export const PASSES_HOLDING = {
  name: 'passes-holding',
  text: `
    select distinct queue_entry_id from reservation
    where performance_id = $1 and status = 'HELD'
      and hold_expires_at > coalesce($4::timestamptz, clock_timestamp())
      and ($2::uuid is null or queue_entry_id > $2)
    order by queue_entry_id limit $3`,
};
