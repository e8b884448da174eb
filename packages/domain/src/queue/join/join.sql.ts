import type { QueueEntryRow } from '../entry/entry.sql.ts';

export interface Joined {
  entry: QueueEntryRow & { external_id: string | null };
  /** The entry is new, and not one that the user had already. */
  created: boolean;
  /** The last change of the queue when the transaction ended. */
  seq: number;
}

/** BUSY: another transaction has a lock on the user or on the pass that has just expired. */
export type JoinOutcome = Joined | 'CONCERT_NOT_FOUND' | 'QUEUE_CLOSED' | 'USER_NOT_FOUND' | 'BUSY';

/**
 * Marks the expired passes of some users. A pass whose row is locked is in use (a hold may extend it at
 * this moment) and is skipped. $1 concert, $2 now, $3 users.
 */
export const EXPIRE_PASSES_OF = {
  name: 'queue-expire-passes-of',
  text: `
    with t as materialized (select coalesce($2::timestamptz, clock_timestamp()) as now),
    due as materialized (
      select entry.id from queue_entry entry, t
      where entry.concert_id = $1 and entry.user_id = any($3::uuid[])
        and entry.status = 'ACTIVE' and entry.expires_at <= t.now
      for update of entry skip locked
    )
    update queue_entry entry set status = 'EXPIRED', ended_at = entry.expires_at
    from due where entry.id = due.id
    returning entry.id`,
};

/**
 * Gives an entry to each user who has no live one, in the order of the list: the next queue numbers, or
 * before the opening the next arrivals of the draw. Skips users who are being deleted at this moment. The
 * caller holds the queue lock. $1 concert, $2 users, $3 their entry ids, $4 their pseudonyms, $5 whether
 * the queue is open, $6 now.
 */
export const INSERT_ENTRIES = {
  name: 'queue-insert-entries',
  text: `
    -- 1. Read the clock once, in the resolution of a token.
    with t as materialized (
      select date_trunc('milliseconds', coalesce($6::timestamptz, clock_timestamp())) as now
    ),
    -- 2. Lock the users, so that none is deleted meanwhile.
    existing as materialized (
      select u.id from app_user u where u.id = any($2::uuid[]) and u.deleted_at is null
      order by u.id for key share skip locked
    ),
    -- 3. Those without a live entry, in the order of the list.
    joining as materialized (
      select a.user_id, a.entry_id, a.entrant, row_number() over (order by a.nth) as nth
      from unnest($2::uuid[], $3::uuid[], $4::uuid[]) with ordinality
          as a(user_id, entry_id, entrant, nth)
        join existing on existing.id = a.user_id
      -- One index look-up per user: the planner read all live entries for an anti-join.
      where (select entry.id from queue_entry entry where entry.concert_id = $1 and entry.user_id = a.user_id
        and entry.status in ('PREQUEUE', 'WAITING', 'ACTIVE') limit 1) is null
    ),
    -- 4. The last number and the last arrival so far.
    q as materialized (select last_number, last_arrival, round from queue where concert_id = $1),
    -- 5. The entries.
    inserted as (
      insert into queue_entry (id, concert_id, user_id, number, round, arrival, status, joined_at)
      select j.entry_id, $1, j.user_id, case when $5 then q.last_number + j.nth end,
        case when not $5 then q.round end, case when not $5 then q.last_arrival + j.nth end,
        case when $5 then 'WAITING' else 'PREQUEUE' end, t.now
      from joining j, q, t
      returning id
    ),
    -- 6. Before the opening: the public list of the draw.
    listed as (
      insert into draw_entrant (concert_id, round, arrival, entrant)
      select $1, q.round, q.last_arrival + j.nth, j.entrant from joining j, q where not $5::boolean
    ),
    -- 7. Raise the counter that was used.
    counted as (select count(*) as n from inserted)
    update queue set
      last_number = last_number + case when $5 then counted.n else 0 end,
      last_arrival = last_arrival + case when $5 then 0 else counted.n end
    from counted where concert_id = $1 and counted.n > 0`,
};

/** Which of these users exist. $1 users. */
export const EXISTING_USERS = {
  name: 'queue-existing-users',
  text: 'select id from app_user where id = any($1::uuid[]) and deleted_at is null',
};
