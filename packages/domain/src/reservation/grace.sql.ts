import { IS_ACTIVE } from '../queue/entry/entry.sql.ts';
import { IS_HELD } from './reservation.sql.ts';

/** In the order in which they are locked. $1 reservation, $2 top-up. */
export const PASSES_OF_GRACE = {
  name: 'grace-passes',
  text: `
    select distinct queue_entry_id as id from reservation r
    where r.id = $1 or (r.grace_top_up_id = $2 and r.status = 'HELD') order by 1`,
};

/** Locks the live hold and its seats, as a payment does. $1 reservation, $2 top-up. */
export const LOCK_HOLD_OF_GRACE = {
  name: 'grace-lock-hold',
  text: `
    with hold as materialized (
      select r.id from reservation r
      where (r.id = $1 or r.grace_top_up_id = $2) and r.status = 'HELD' order by r.id for update of r
    )
    select s.id from seat s join reservation_seat on reservation_seat.seat_id = s.id
      join hold on hold.id = reservation_seat.reservation_id
    where s.reservation_id = hold.id order by s.id for update of s`,
};

/** CTEs that write the end of a moved hold into its seats and its pass. Needs t and moved(id, queue_entry_id, hold_expires_at). */
const MOVE_SEATS_AND_PASS = `
    moved_seats as materialized (
      select s.id, s.performance_id, s.place, moved.hold_expires_at
      from seat s join reservation_seat on reservation_seat.seat_id = s.id
        join moved on moved.id = reservation_seat.reservation_id
      where s.reservation_id = moved.id and not s.sold order by s.id for update of s
    ),
    seats_written as (
      update seat s set hold_expires_at = moved_seats.hold_expires_at
      from moved_seats where s.id = moved_seats.id
    ),
    noted as (
      insert into seat_change (performance_id, places)
      select performance_id, array_agg(place) from moved_seats group by performance_id
    ),
    passes_written as (
      update queue_entry entry set hold_seq = entry.hold_seq + 1,
        expires_at = greatest(entry.hold_until, t.now, moved.hold_expires_at,
          (select max(r.hold_expires_at) from reservation r where r.queue_entry_id = entry.id
            and r.status = 'HELD' and r.id <> moved.id))
      from moved, t where entry.id = moved.queue_entry_id and ${IS_ACTIVE}
    )`;

/** $1 reservation, $2 seconds, $3 top-up, $4 now. */
export const EXTEND_HOLD = {
  name: 'grace-extend-hold',
  text: `
    with t as materialized (select coalesce($4::timestamptz, clock_timestamp()) as now),
    moved as (
      update reservation r set grace_top_up_id = $3, expires_before_grace = r.hold_expires_at,
        hold_expires_at = r.hold_expires_at + make_interval(secs => $2)
      from t where r.id = $1 and ${IS_HELD} and r.hold_expires_at > t.now and r.grace_top_up_id is null
      returning r.id, r.queue_entry_id, r.hold_expires_at
    ),
    ${MOVE_SEATS_AND_PASS}
    select id from moved`,
};

/** $1 top-up, $2 now. */
export const TAKE_BACK_EXTENSION = {
  name: 'grace-take-back',
  text: `
    with t as materialized (select coalesce($2::timestamptz, clock_timestamp()) as now),
    moved as (
      update reservation r set expires_before_grace = null,
        hold_expires_at = greatest(r.expires_before_grace, t.now)
      from t where r.grace_top_up_id = $1 and r.status = 'HELD' and r.hold_expires_at > t.now
        and r.expires_before_grace is not null
      returning r.id, r.queue_entry_id, r.hold_expires_at
    ),
    ${MOVE_SEATS_AND_PASS}
    select id from moved`,
};

/** $1 top-up. */
export const KEEP_EXTENSION = {
  name: 'grace-keep',
  text: `
    update reservation r set expires_before_grace = null
    where r.grace_top_up_id = $1 and r.status = 'HELD' and r.expires_before_grace is not null`,
};
