import type { QueueEntryStatus } from '@frontrow/contract/queue';

/**
 * A test for rows that are found by id. `|| ''` stops the planner from choosing the partial index of
 * active entries, which looks small while the statistics are young. Needs entry.
 */
export const IS_ACTIVE = "(entry.status || '') = 'ACTIVE'";

export interface QueueEntryRow {
  id: string;
  concert_id: string;
  user_id: string;
  number: number | null;
  round: number | null;
  arrival: number | null;
  status: QueueEntryStatus;
  joined_at: Date;
  admitted_at: Date | null;
  claimed_at: Date | null;
  hold_until: Date | null;
  expires_at: Date | null;
  /** Null of a pass that expired and is not swept yet. */
  ended_at: Date | null;
  /** Waits, or is a pass that has not expired; false once the sale has closed for an entry that waits. */
  live: boolean;
  /** It still waits, but the sale has closed. It is live again if `salesCloseAt` moves later. */
  closed: boolean;
  /** True until `hold_until`; after it a live pass may read, pay and release, but not hold. */
  may_hold: boolean;
}

/**
 * Somebody waits or is in the pre-queue. Read from the counters that each change of the queue keeps behind its lock, and
 * not from the entries: a look into hundreds of thousands of them, for each concert, is planned by their statistics,
 * and was planned as a scan of the whole table once most of them waited. Needs q.
 */
export const WAITED_FOR = '(q.watermark < q.last_number or q.left_prequeue < q.last_arrival)';

/** The sale has closed, so nobody is admitted and entries that wait have ended. Needs c and t. */
export const SALE_CLOSED = 'coalesce(c.sales_close_at <= t.now, false)';
const WAITS = "entry.status in ('PREQUEUE', 'WAITING')";
const LIVE = `
  ((${WAITS} and not ${SALE_CLOSED}) or (entry.status = 'ACTIVE' and entry.expires_at > t.now))`;

const ENTRY_COLUMNS = `
  entry.id, entry.concert_id, entry.user_id, entry.number, entry.round, entry.arrival, entry.status,
  entry.joined_at, entry.admitted_at,
  entry.claimed_at, entry.hold_until, entry.expires_at, entry.ended_at,
  ${LIVE} as live, (${WAITS} and ${SALE_CLOSED}) as closed,
  coalesce(entry.hold_until > t.now, false) as may_hold`;

/** Of one call, which must not take three messages more: an id is looked up by index anyway. $1 entry ids, $2 now. */
export const ENTRIES_BY_ID = {
  name: 'queue-entries-by-id',
  text: `
    with t as materialized (select coalesce($2::timestamptz, clock_timestamp()) as now)
    select ${ENTRY_COLUMNS} from queue_entry entry join concert c on c.id = entry.concert_id, t
    where entry.id = any($1::uuid[])`,
};

/** The same of the streams of a server, which are thousands. It runs by itself. */
export const ENTRIES_OF_STREAMS = {
  ...ENTRIES_BY_ID,
  name: 'queue-entries-of-streams',
  byIndex: true as const,
};

/** The live entries of some users, with the users' external ids. $1 concert, $2 users, $3 now. */
export const LIVE_ENTRIES_OF_USERS = {
  name: 'queue-entries-of-users',
  text: `
    with t as materialized (select coalesce($3::timestamptz, clock_timestamp()) as now)
    select ${ENTRY_COLUMNS}, u.external_id
    from queue_entry entry join app_user u on u.id = entry.user_id join concert c on c.id = entry.concert_id, t
    where entry.concert_id = $1 and entry.user_id = any($2::uuid[])
      and entry.status in ('PREQUEUE', 'WAITING', 'ACTIVE') and ${LIVE}`,
};
