/** Entrants of one row of `draw_list`: 64 kB. */
export const CHUNK = 4_096;
const BYTES = 16;

export interface DueList {
  concert_id: string;
  round: number;
  packed: boolean;
}

/**
 * The lists of finished draws that are to be packed, and those that were packed so long ago that their single rows are
 * to be deleted. $1 seconds, $2 now.
 */
export const DUE_LISTS = {
  name: 'draw-lists-due',
  byIndex: true as const,
  text: `
    with t as materialized (
      select coalesce($2::timestamptz, clock_timestamp()) - make_interval(secs => $1) as old
    )
    select d.concert_id, d.round, d.list_packed_at is not null as packed from draw d, t
    where d.entrants > 0 and d.numbered = d.entrants and d.drawn_at <= t.old
      and (d.list_packed_at is null or (d.list_packed_at <= t.old and exists (
        select from draw_entrant e where e.concert_id = d.concert_id and e.round = d.round)))`,
};

/** Packs the next entrants of a list. Returns one row for each. $1 concert, $2 round, $3 how many at most. */
export const PACK_NEXT = {
  name: 'draw-list-pack',
  text: `
    with packed as materialized (
      select coalesce(max(first_arrival + length(entrants) / ${BYTES}), 1) as next
      from draw_list where concert_id = $1 and round = $2
    ),
    listed as materialized (
      select e.arrival, e.entrant from draw_entrant e
      where e.concert_id = $1 and e.round = $2 and e.arrival >= (select next from packed)
      order by e.arrival limit $3
    ),
    chunk as (
      insert into draw_list (concert_id, round, first_arrival, entrants)
      select $1, $2, min(arrival), string_agg(uuid_send(entrant), ''::bytea order by arrival)
      from listed having count(*) > 0
      on conflict do nothing
      returning first_arrival
    )
    select listed.arrival from listed, chunk`,
};

/**
 * Notes that a list is packed, if the packed form has its published hash. Returns a row if it has the length of the list:
 * whether it is so. $1 concert, $2 round, $3 now.
 */
export const CLOSE_LIST = {
  name: 'draw-list-close',
  text: `
    with list as materialized (
      select string_agg(entrants, ''::bytea order by first_arrival) as bytes
      from draw_list where concert_id = $1 and round = $2
    ),
    closed as (
      update draw d set list_packed_at = coalesce($3::timestamptz, clock_timestamp()) from list
      where d.concert_id = $1 and d.round = $2 and d.entrants_hash = sha256(list.bytes)
      returning d.round
    )
    select exists (select from closed) as closed from draw d, list
    where d.concert_id = $1 and d.round = $2 and length(list.bytes) >= d.entrants * ${BYTES}`,
};

/** Deletes the first single rows of a list that is packed. $1 concert, $2 round, $3 how many at most. */
export const DELETE_PACKED = {
  name: 'draw-list-delete-packed',
  text: `
    delete from draw_entrant e using draw d
    where d.concert_id = $1 and d.round = $2 and d.list_packed_at is not null
      and e.concert_id = $1 and e.round = $2
      and e.arrival = any(array(select arrival from draw_entrant
        where concert_id = $1 and round = $2 order by arrival limit $3))
    returning e.arrival`,
};

/** A page of a packed list in order of arrival. $1 concert, $2 round, $3 after this arrival, $4 limit. */
export const PACKED_PAGE = {
  name: 'draw-list-packed-page',
  text: `
    select at.arrival, encode(substring(l.entrants from (at.arrival - l.first_arrival)::int * ${BYTES} + 1
      for ${BYTES}), 'hex')::uuid as entrant
    from draw_list l cross join lateral generate_series(greatest(l.first_arrival, $3::bigint + 1),
      least(l.first_arrival + length(l.entrants) / ${BYTES} - 1, $3::bigint + $4::bigint)) as at(arrival)
    where l.concert_id = $1 and l.round = $2 and l.first_arrival <= $3::bigint + $4::bigint
    order by at.arrival`,
};

/** The next pieces of a packed list. $1 concert, $2 round, $3 after the piece that begins here, $4 how many. */
export const PACKED_PIECES = {
  name: 'draw-list-packed-pieces',
  text: `
    select first_arrival, entrants from draw_list
    where concert_id = $1 and round = $2 and first_arrival > $3 order by first_arrival limit $4`,
};
