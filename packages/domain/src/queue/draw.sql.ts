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
}

const DRAW_COLUMNS = `
  d.concert_id, d.round, d.seed, coalesce(d.source, case when d.frozen_at is null then q.draw_source end)
  as source, d.public_value, d.frozen_at, d.entrants, d.after_number, d.entrants_hash, d.drawn_at,
  d.numbered`;

/** $1 concert, $2 round, or null for the last one that was frozen, or else the one to come. */
export const GET_DRAW = {
  name: 'draw-get',
  text: `
    select ${DRAW_COLUMNS} from draw d join queue q using (concert_id)
    where d.concert_id = $1 and ($2::int is null or d.round = $2)
    order by d.frozen_at is null, d.round desc limit 1`,
};

/** The draw whose numbers are not all given. $1 concert. */
export const UNFINISHED_DRAW = {
  name: 'draw-unfinished',
  text: `
    select ${DRAW_COLUMNS} from draw d join queue q using (concert_id)
    where d.concert_id = $1 and d.frozen_at is not null and d.numbered < d.entrants
    order by d.round limit 1`,
};

/** The concerts that have one. */
export const UNFINISHED_DRAWS = {
  name: 'draws-unfinished',
  text: `
    select distinct concert_id from draw
    where frozen_at is not null and numbered < entrants
      and (source is null or public_value is not null or entrants_hash is null)`,
};

/** In order of arrival. $1 concert, $2 round, $3 after this entry, $4 how many. */
export const DRAW_LIST = {
  name: 'draw-list',
  text: `
    select entry, entrant from draw_entry
    where concert_id = $1 and round = $2 and entry > $3 order by entry limit $4`,
};

/**
 * Makes the list of the open round final, gives its entrants the numbers that come next, and begins
 * the next round. The caller holds the queue's lock. $1 concert, $2 seed of the next round, $3 now.
 */
export const FREEZE_DRAW = {
  name: 'draw-freeze',
  text: `
    with t as materialized (select coalesce($3::timestamptz, clock_timestamp()) as now),
    q as materialized (select * from queue where concert_id = $1 and last_entry > 0),
    frozen as (
      update draw d set frozen_at = t.now, entrants = q.last_entry, after_number = q.last_number,
        source = q.draw_source
      from q, t where d.concert_id = $1 and d.round = q.round and d.frozen_at is null
      returning d.round, d.entrants
    ),
    next as (
      insert into draw (concert_id, round, seed) select $1, round + 1, $2 from frozen
    )
    update queue set round = frozen.round + 1, last_number = queue.last_number + frozen.entrants,
      left_waiting = queue.left_waiting + queue.left_entries, last_entry = 0, left_entries = 0,
      draw_source = null
    from frozen where queue.concert_id = $1
    returning queue.round`,
};

/** Publishes the hash of a final list, once. $1 concert, $2 round, $3 hash. */
export const PUBLISH_LIST = {
  name: 'draw-publish-list',
  text: `
    update draw set entrants_hash = $3
    where concert_id = $1 and round = $2 and frozen_at is not null and entrants_hash is null
    returning round`,
};

/** Reveals the seed, once the list and the public value are known. $1 concert, $2 round, $3 now. */
export const HOLD_DRAW = {
  name: 'draw-hold',
  text: `
    update draw set drawn_at = coalesce($3::timestamptz, clock_timestamp())
    where concert_id = $1 and round = $2 and drawn_at is null and entrants_hash is not null
      and (source is null or public_value is not null)
    returning round`,
};

/**
 * Gives the next places of a draw to their tokens; answers with the numbers of those who had left. The
 * caller holds the queue's lock. $1 concert, $2 round, $3 entries, $4 their numbers,
 * $5 how many places have been given with these.
 */
export const NUMBER_TOKENS = {
  name: 'draw-number-tokens',
  text: `
    with given as materialized (
      select * from unnest($3::bigint[], $4::bigint[]) as given(entry, number)
    ),
    numbered as (
      update queue_token k set status = 'WAITING', number = given.number
      from given where k.concert_id = $1 and k.round = $2 and k.entry = given.entry
        and k.status = 'PREQUEUE'
      returning k.number
    ),
    counted as (
      update draw set numbered = $5 where concert_id = $1 and round = $2
    )
    select given.number from given
    where not exists (select from numbered where numbered.number = given.number)`,
};

/** Of the draw that waits for it. $1 concert, $2 the value. */
export const SET_PUBLIC_VALUE = {
  name: 'draw-set-public-value',
  text: `
    update draw set public_value = $2
    where concert_id = $1 and entrants_hash is not null and source is not null
      and public_value is null
    returning round`,
};
