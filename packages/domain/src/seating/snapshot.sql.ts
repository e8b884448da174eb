import type { SeatState, StandingArea } from './seat-snapshot.ts';

/** Milliseconds since 1970, as numbers. */
const milliseconds = (time: string) => `(extract(epoch from ${time}) * 1000)::float8`;

/** The letter of a seat, whatever the time: a hold that has lapsed is H with an end in the past. Needs s. */
const STATE = `
  case when s.blocked then 'B' when s.sold then 'S' when s.reservation_id is not null then 'H' else 'A' end`;

export interface LoadedRow {
  concert_id: string;
  chart_id: string;
  seats_total: number;
  /** The transactions that this statement has seen. */
  seen: string;
  /** When it ran, by the database's own clock, in milliseconds since 1970. */
  at: number;
  /** A letter for each place. */
  states: string;
  /** The standing areas, in order. */
  standing: StandingArea[];
  /** The places that are held or sold, with the ends of holds and the users. */
  owned: { places: number[]; expires: (number | null)[]; holders: string[] };
}

/** All places of a performance. No row: there is no such performance. $1 performance. */
export const LOAD_SEATS = {
  name: 'seats-load',
  text: `
    select p.concert_id, p.chart_id, p.seats_total, pg_current_snapshot()::text as seen,
      ${milliseconds('clock_timestamp()')} as at,
      (select coalesce(json_agg(json_build_object('section', section.name,
          'firstPlace', section.first_place, 'places', section.places) order by section.position), '[]')
        from section where section.performance_id = p.id and section.kind = 'GENERAL') as standing,
      coalesce((select string_agg(${STATE}, '' order by s.place) from seat s where s.performance_id = p.id), '')
        as states,
      (select json_build_object('places', coalesce(json_agg(s.place), '[]'),
          'expires', coalesce(json_agg(${milliseconds('s.hold_expires_at')}), '[]'),
          'holders', coalesce(json_agg(s.holder_id), '[]'))
        from seat s where s.performance_id = p.id and s.reservation_id is not null) as owned
    from performance p where p.id = $1`,
};

/** The first row is there even if nothing changed; its place is null then. */
export interface ChangedRow {
  /** The transactions that this statement has seen. */
  seen: string;
  /** When it ran, by the database's own clock, in milliseconds since 1970. */
  at: number;
  performance_id: string | null;
  place: number | null;
  state: SeatState;
  expires: number | null;
  holder: string | null;
}

/**
 * A CTE: the places that changed in transactions that an earlier statement had not seen. $1 performances, $2 for each
 * what was seen. A transaction that is in progress has not been seen, so none is missed, in whatever order they commit.
 */
export const CHANGED_PLACES = `
    changed as materialized (
      select distinct c.performance_id, changed.place
      from unnest($1::uuid[], $2::text[]) as followed(performance_id, seen)
        join seat_change c on c.performance_id = followed.performance_id
          and c.xid >= pg_snapshot_xmin(followed.seen::pg_snapshot)
          and not pg_visible_in_snapshot(c.xid, followed.seen::pg_snapshot)
        cross join lateral unnest(c.places) as changed(place)
    )`;

/** The changed places as they are now. $1 and $2 as in CHANGED_PLACES. */
export const CHANGED_SEATS = {
  name: 'seats-changed',
  text: `
    with ${CHANGED_PLACES}
    select snapshot.seen, snapshot.at, s.performance_id, s.place, ${STATE} as state,
      ${milliseconds('s.hold_expires_at')} as expires, s.holder_id as holder
    from (select pg_current_snapshot()::text as seen, ${milliseconds('clock_timestamp()')} as at) as snapshot
      left join (changed join seat s using (performance_id, place)) on true`,
};

/** $1 how many seconds a change is kept. */
export const DELETE_OLD_CHANGES = {
  name: 'seat-changes-delete',
  text: `delete from seat_change where at < clock_timestamp() - make_interval(secs => $1)`,
};
