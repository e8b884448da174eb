export interface DrawRow {
  concert_id: string;
  round: number;
  seed: Buffer;
  source: string | null;
  public_value: string | null;
  frozen_at: Date | null;
  entrants: number | null;
  after_number: number | null;
  entrants_hash: Buffer | null;
  drawn_at: Date | null;
  numbered: number;
  /** Since then the list is in `draw_list`. */
  list_packed_at: Date | null;
}

const DRAW_COLUMNS = `
  d.concert_id, d.round, d.seed, coalesce(d.source, case when d.frozen_at is null then q.draw_source end)
  as source, d.public_value, d.frozen_at, d.entrants, d.after_number, d.entrants_hash, d.drawn_at,
  d.numbered, d.list_packed_at`;

/** $1 concert, $2 round; null for the last frozen draw, or the next one if none is frozen. */
export const GET_DRAW = {
  name: 'draw-get',
  text: `
    select ${DRAW_COLUMNS} from draw d join queue q using (concert_id)
    where d.concert_id = $1 and ($2::int is null or d.round = $2)
    order by d.frozen_at is null, d.round desc limit 1`,
};

/** The first frozen draw that has not given all of its numbers. $1 concert. */
export const UNFINISHED_DRAW = {
  name: 'draw-unfinished',
  text: `
    select ${DRAW_COLUMNS} from draw d join queue q using (concert_id)
    where d.concert_id = $1 and d.frozen_at is not null and d.numbered < d.entrants
    order by d.round limit 1`,
};

/** The concerts with an unfinished draw that can go on; not those that wait for a public value. */
export const CONCERTS_WITH_UNFINISHED_DRAW = {
  name: 'draws-unfinished',
  text: `
    select distinct concert_id from draw
    where frozen_at is not null and numbered < entrants
      and (source is null or public_value is not null or entrants_hash is null)`,
};

/** The list of a draw in order of arrival. $1 concert, $2 round, $3 after this arrival, $4 limit. */
export const DRAW_LIST = {
  name: 'draw-list',
  text: `
    select arrival, entrant from draw_entrant
    where concert_id = $1 and round = $2 and arrival > $3 order by arrival limit $4`,
};

/** Publishes the hash of a final list, once. $1 concert, $2 round, $3 hash. */
export const PUBLISH_LIST_HASH = {
  name: 'draw-publish-list-hash',
  text: `
    update draw set entrants_hash = $3
    where concert_id = $1 and round = $2 and frozen_at is not null and entrants_hash is null
    returning round`,
};

/** Reveals the seed, once the hash and the public value are known. $1 concert, $2 round, $3 now. */
export const REVEAL_SEED = {
  name: 'draw-reveal-seed',
  text: `
    update draw set drawn_at = coalesce($3::timestamptz, clock_timestamp())
    where concert_id = $1 and round = $2 and drawn_at is null and entrants_hash is not null
      and (source is null or public_value is not null)
    returning round`,
};

/**
 * Gives the next numbers of a draw to their entries. Returns the numbers whose entries have left. The
 * caller holds the queue lock. $1 concert, $2 round, $3 arrivals, $4 their numbers, $5 how many numbers
 * of the draw are given after this.
 */
export const ASSIGN_NUMBERS = {
  name: 'draw-number-entries',
  text: `
    with given as materialized (
      select * from unnest($3::bigint[], $4::bigint[]) as given(arrival, number)
    ),
    numbered as (
      update queue_entry entry set status = 'WAITING', number = given.number
      from given where entry.concert_id = $1 and entry.round = $2 and entry.arrival = given.arrival
        and entry.status = 'PREQUEUE'
      returning entry.number
    ),
    counted as (
      update draw set numbered = $5 where concert_id = $1 and round = $2
    )
    select given.number from given
    where not exists (select from numbered where numbered.number = given.number)`,
};

/** Stores the public value of the draw that waits for it. $1 concert, $2 the value. */
export const SET_PUBLIC_VALUE = {
  name: 'draw-set-public-value',
  text: `
    update draw set public_value = $2
    where concert_id = $1 and entrants_hash is not null and source is not null
      and public_value is null
    returning round`,
};
