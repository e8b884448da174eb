import { AVAILABLE, BOOKABLE } from '../../concert/concert.sql.ts';
import type { KeyOfItem } from '../../kernel/group-commit/keys-of-batch.ts';
import { STORED_OF } from '../../kernel/idempotency/stored-answer.sql.ts';
import { IS_ACTIVE } from '../../queue/entry/entry.sql.ts';
import type { HoldFacts } from '../hold.sql.ts';
import { TERMS } from '../reservation.sql.ts';

/** One item of a batch, as the statement gets it. */
export interface BatchItem extends KeyOfItem {
  reservation_id: string;
  user_id: string;
  entry_id: string;
  seat_ids: readonly string[];
  /** Place numbers of seats. */
  places: readonly number[];
  chosen: readonly number[];
  /** Whether the orphan rule counts. */
  orphans: boolean;
}

type Shared = 'concert_id' | 'starts_at' | 'timezone' | 'bookable' | 'seats_total' | 'hold_limit';
type OfItem = 'owned' | 'twice' | 'pass_seen' | 'held_at' | 'hold_expires_at';

/** What was found for one item. The seats are held if `held_at` is not null; all else is of the snapshot. */
export interface BatchFacts extends Pick<HoldFacts, Shared | OfItem> {
  reservation_id: string;
  amount: number | null;
  /** The call has a stored answer. */
  stored: boolean;
  /** The performance has the orphan rule. */
  ruled: boolean;
  /** An earlier item of the batch wants one of the places. */
  behind: boolean;
  /** The requested places that the performance has, in their order. */
  seats: BatchSeat[] | null;
}

export interface BatchSeat {
  id: string;
  place: number;
  label: string;
  section: string;
  row: string;
  number: number;
  price: number;
  /** It is a seat and no standing place. */
  seat: boolean;
  free: boolean;
}

/**
 * Holds the places of each item for which everything is in order, as HOLD_SEATS does, and returns what it found for all.
 * It waits for no pass, seat, user or performance: what another transaction has locked, it leaves out with its item. So
 * nothing that is locked for one buyer delays the others. An item that it does not hold changes nothing.
 *
 * It judges as HOLD_SEATS does: locked rows by their newest version, the clock and the terms of the sale again
 * after the locks, the count of the owned seats by `hold_seq`. Items do not depend on one another: no two are of the same
 * user, of those that want one place only the first is held, and none is for which the orphan rule counts.
 *
 * $1 performance, $2 hold seconds, $3 now, $4 the items. No row: the performance does not exist.
 */
export const HOLD_BATCH = {
  name: 'hold-batch',
  text: `
    with t as materialized (select coalesce($3::timestamptz, clock_timestamp()) as now),
    perf as materialized (
      select p.id, p.concert_id, p.seats_total, p.prices_version, p.orphan_rule, c.hold_limit, ${BOOKABLE} as bookable,
        p.starts_at, p.timezone
      from performance p join concert c on c.id = p.concert_id, t where p.id = $1
    ),
    item as materialized (
      select item.*, cardinality(seat_ids) + cardinality(places) + cardinality(chosen) as wanted
      from json_to_recordset($4::json) as item(n int, reservation_id uuid, user_id uuid, entry_id uuid,
        seat_ids uuid[], places bigint[], chosen int[], orphans boolean, procedure text, key text, call uuid)
    ),
    -- 1. The requested places.
    named as materialized (
      select item.n, s.* from item cross join unnest(item.seat_ids) as wanted(id)
        cross join lateral (select * from seat where seat.id = wanted.id and seat.performance_id = $1 offset 0) as s
      union all
      select item.n, s.* from item cross join unnest(item.places) as wanted(place)
        cross join lateral (select * from seat where seat.performance_id = $1 and seat.place = wanted.place
          and seat.stretch is not null offset 0) as s
      union all
      select item.n, s.* from item cross join unnest(item.chosen) as wanted(place)
        cross join lateral (select * from seat where seat.performance_id = $1 and seat.place = wanted.place offset 0) as s
    ),
    requested as materialized (
      select s.n, s.id, s.place, s.label, s.row_name, s.number, s.stretch is not null as seat, section.name as section,
        section.price, ${AVAILABLE} is true as free, s.n = min(s.n) over (partition by s.id) as first
      from named s
        cross join lateral (select name, price from section where section.id = s.section_id offset 0) as section, t
    ),
    choice as materialized (
      select n, count(*) as places, count(distinct id) as different, bool_and(free) as free, bool_and(first) as first,
        sum(price)::bigint as amount, json_agg(json_build_object('id', id, 'place', place, 'label', label,
          'section', section, 'row', row_name, 'number', number, 'price', price, 'seat', seat, 'free', free)
          order by place) as seats
      from requested group by n
    ),
    -- 2. What is known of each item in the snapshot, and whether nothing of it forbids the hold.
    found as materialized (
      select item.*, owned.n as owned, entry.hold_seq is not null as pass_seen, entry.hold_seq,
        stored.found is not null as stored, coalesce(choice.places > choice.different, false) as twice,
        coalesce(not choice.first, false) as behind, choice.amount, choice.seats,
        coalesce(perf.bookable and entry.hold_seq is not null and stored.found is null
          and choice.places = item.wanted and choice.different = item.wanted and choice.free and choice.first
          and owned.n + item.wanted <= perf.hold_limit and not (item.orphans and perf.orphan_rule = 'refuse'),
          false) as good
      from item left join choice on choice.n = item.n cross join perf cross join t
        left join lateral (
          select entry.hold_seq from queue_entry entry
          where entry.id = item.entry_id and entry.user_id = item.user_id and entry.concert_id = perf.concert_id
            and ${IS_ACTIVE} and entry.expires_at > t.now and entry.hold_until > t.now offset 0
        ) as entry on true
        cross join lateral (
          select coalesce(sum(r.seat_count), 0)::int as n from reservation r
          where r.user_id = item.user_id and r.performance_id = $1
            and (r.status = 'PAID' or (r.status = 'HELD' and r.hold_expires_at > t.now))
        ) as owned
        ${STORED_OF('item')}
    ),
    -- 3. Lock the users, to which the new rows refer, and the passes; the performance; the places.
    pass as materialized (
      select item.n, item.reservation_id, item.user_id, item.entry_id, item.wanted, item.amount,
        entry.hold_until, entry.expires_at
      from found item cross join t
        cross join lateral (
          select u.id from app_user u where u.id = item.user_id for key share of u skip locked
        ) as u
        cross join lateral (
          select entry.hold_until, entry.expires_at from queue_entry entry
          where entry.id = item.entry_id and entry.hold_seq = item.hold_seq and ${IS_ACTIVE} and entry.expires_at > t.now
          for update of entry skip locked
        ) as entry
      where item.good
    ),
    perf_lock as materialized (
      select p.id from performance p
      where p.id = $1 and p.status = 'SCHEDULED' and exists (select from pass) for key share of p skip locked
    ),
    locked_seats as materialized (
      select pass.n, pass.wanted
      from perf_lock cross join pass join requested on requested.n = pass.n cross join t
        cross join lateral (
          select s.id from seat s where s.id = requested.id and ${AVAILABLE} for update of s skip locked
        ) as s
    ),
    -- 4. Whether all places of an item are locked; then the clock and the terms of the sale again.
    complete as materialized (
      select n, count(*) = max(wanted) as whole from locked_seats group by n
    ),
    locked as materialized (
      select coalesce($3::timestamptz, clock_timestamp()) as now, ${TERMS('$1')} as terms
      from (select count(*) as n from complete where whole) as items where items.n > 0
    ),
    agreed as materialized (
      select t.now from locked t cross join lateral (select (t.terms).*) p
        cross join lateral (select (t.terms).*) c cross join perf
      where ${BOOKABLE} and c.hold_limit = perf.hold_limit and p.prices_version = perf.prices_version
    ),
    -- 5. Write what HOLD_SEATS writes.
    held as materialized (
      select pass.*, agreed.now as held_at, agreed.now + make_interval(secs => $2) as hold_expires_at
      from complete join pass on pass.n = complete.n cross join agreed
      where complete.whole and pass.expires_at > agreed.now and pass.hold_until > agreed.now
    ),
    held_seats as materialized (
      select held.reservation_id, held.user_id, held.hold_expires_at, requested.id, requested.place, requested.label,
        requested.price
      from held join requested on requested.n = held.n
    ),
    inserted as (
      insert into reservation (id, user_id, concert_id, performance_id, queue_entry_id, status, amount, seat_count,
        held_at, hold_expires_at)
      select held.reservation_id, held.user_id, perf.concert_id, perf.id, held.entry_id, 'HELD', held.amount, held.wanted,
        held.held_at, held.hold_expires_at
      from held cross join perf
    ),
    seats_assigned as (
      update seat s set reservation_id = held.reservation_id, holder_id = held.user_id,
        hold_expires_at = held.hold_expires_at
      from held_seats held where s.id = held.id
    ),
    noted as (
      insert into seat_change (performance_id, places)
      select $1, array_agg(place) from held_seats having count(*) > 0
    ),
    listed as (
      insert into reservation_seat (reservation_id, seat_id, label, price)
      select reservation_id, id, label, price from held_seats
    ),
    pass_extended as (
      update queue_entry entry set hold_seq = entry.hold_seq + 1,
        claimed_at = coalesce(entry.claimed_at, held.held_at),
        expires_at = greatest(entry.expires_at, entry.hold_until, held.hold_expires_at)
      from held where entry.id = held.entry_id
    )
    -- 6. What was found.
    select found.reservation_id, perf.concert_id, perf.bookable, perf.seats_total, perf.hold_limit, perf.starts_at,
      perf.timezone, perf.orphan_rule = 'refuse' as ruled, found.owned, found.pass_seen, found.stored, found.twice, found.behind, found.amount, found.seats,
      held.held_at, held.hold_expires_at
    from found cross join perf left join held on held.n = found.n
    order by found.n`,
};
