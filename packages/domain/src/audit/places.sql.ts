import {
  type AuditCheck,
  checkOf,
  NOW,
  OF_CONCERT,
  OF_UNITS,
  type Scope,
  type UnitCheck,
} from './audit-check.ts';

/** A reservation that owns its seats: paid, or a hold that has not expired. Needs r and t. */
export const LIVE = "(r.status = 'PAID' or (r.status = 'HELD' and r.hold_expires_at > t.now))";

/** The performances that are checked. Needs p. */
export const PERFORMANCES = { units: 'p.id = any($1::uuid[])', concert: 'p.concert_id = $1' };

/**
 * Finds places that are not exactly one of available, held, sold and blocked. Constraints of the database refuse each
 * of these states; only a blocked place that a live reservation lists is refused by the statement of a hold alone.
 */
const states = (of: Scope) => `
    select found.problem, s.id as "seatId", s.place, p.id as "performanceId", s.reservation_id as "reservationId"
    from t cross join seat s join performance p on p.id = s.performance_id
      cross join lateral (values
        ('blocked and sold', s.blocked and s.sold),
        ('blocked and held', s.blocked and not s.sold and s.reservation_id is not null),
        ('held and sold', s.sold and s.hold_expires_at is not null),
        ('sold without an owner', s.sold and (s.reservation_id is null or s.holder_id is null)),
        ('held without an owner', s.hold_expires_at is not null and (s.reservation_id is null or s.holder_id is null)),
        ('owned and neither held nor sold',
          (s.reservation_id is not null or s.holder_id is not null) and not s.sold and s.hold_expires_at is null)
      ) as found (problem, is_so)
    where ${of({ units: 's.id = any($1::uuid[])', concert: 'p.concert_id = $1' })}
      -- Most places are available, held or sold. This is much cheaper than six rows for each of them.
      and (case
        when s.blocked or s.reservation_id is null then num_nonnulls(s.reservation_id, s.holder_id, s.hold_expires_at) > 0 or s.sold
        else s.holder_id is null or s.sold = (s.hold_expires_at is not null) end)
      and found.is_so`;

const blockedOwners = (of: Scope) => `
    select 'blocked with a live owner' as problem, s.id as "seatId", s.place, r.performance_id as "performanceId",
      r.id as "reservationId"
    from t cross join seat s join reservation_seat on reservation_seat.seat_id = s.id
      join reservation r on r.id = reservation_seat.reservation_id
    where s.blocked and ${LIVE} and ${of({ units: 'r.id = any($1::uuid[])', concert: 'r.concert_id = $1' })}`;

const ONE_STATE = 'a place is exactly one of available, held, sold and blocked';
export const PLACE_STATES: AuditCheck = {
  name: ONE_STATE,
  text: `with ${NOW} ${states(OF_CONCERT)} union all ${blockedOwners(OF_CONCERT)} limit 20`,
};
export const STATES_OF_SEATS: UnitCheck = {
  ...{ name: ONE_STATE, unit: 'seat', text: `with ${NOW} ${states(OF_UNITS)} limit 20` },
};
export const BLOCKED_OF_RESERVATIONS: UnitCheck = {
  ...{
    name: ONE_STATE,
    unit: 'reservation',
    text: `with ${NOW} ${blockedOwners(OF_UNITS)} limit 20`,
  },
};

/** Compares the places of live reservations, and those that say they are held or sold, with the drawn capacity. */
const areas = (of: Scope) => `
    with ${NOW},
    areas as materialized (
      select section.id, section.name, section.performance_id, (drawn.value->>'capacity')::int as capacity
      from t cross join performance p join chart on chart.id = p.chart_id
        join section on section.performance_id = p.id
        cross join lateral (select chart.drawing->'sections'->section.position as value) as drawn
      where drawn.value->>'kind' = 'GENERAL' and ${of(PERFORMANCES)}
    ),
    places as (
      select areas.id, count(*) filter (where s.sold or s.hold_expires_at > t.now) as taken
      from t cross join areas join seat s on s.section_id = areas.id group by areas.id
    ),
    owners as (
      select areas.id, count(*) as owned
      from t cross join areas join seat s on s.section_id = areas.id
        join reservation_seat on reservation_seat.seat_id = s.id
        join reservation r on r.id = reservation_seat.reservation_id
      where ${LIVE} and ${of({ units: 'r.performance_id = any($1::uuid[])', concert: 'true' })} group by areas.id
    )
    select 'more places are held and sold than the area has' as problem, areas.performance_id as "performanceId",
      areas.name as section, areas.capacity, coalesce(places.taken, 0) as taken, coalesce(owners.owned, 0) as owned
    from areas left join places using (id) left join owners using (id)
    where coalesce(places.taken, 0) > areas.capacity or coalesce(owners.owned, 0) > areas.capacity
    limit 20`;

export const [STANDING_AREAS, AREAS_OF_PERFORMANCES] = checkOf(
  { name: 'a standing area has no more owners than its capacity', unit: 'performance' },
  areas,
);
