import type { Statement } from '../kernel/database/sql.ts';

const PERFORMANCES = 'select id from performance where concert_id = $1';
const OF_CONCERT = 'concert_id = $1';
const OF_PERFORMANCES = `performance_id in (${PERFORMANCES})`;

/**
 * What belongs to a concert for ever, parents first: tables with the condition of their rows. Of users there are ids
 * only, so that nobody's name outlives an erasure; top-ups and balances are the users' and not the concert's. $1 concert.
 */
export const PARTS: readonly [table: string, condition: string][] = [
  ['concert', 'id = $1'],
  ['chart', `id in (select chart_id from performance where ${OF_CONCERT})`],
  ['performance', OF_CONCERT],
  ['section', OF_PERFORMANCES],
  ['seat', OF_PERFORMANCES],
  ['queue', OF_CONCERT],
  ['queue_limit', OF_CONCERT],
  ['queue_entry', OF_CONCERT],
  ['admission', OF_CONCERT],
  ['draw', OF_CONCERT],
  ['draw_list', OF_CONCERT],
  ['draw_entrant', OF_CONCERT],
  ['reservation', OF_CONCERT],
  ['reservation_seat', `reservation_id in (select id from reservation where ${OF_CONCERT})`],
  ['payment', OF_CONCERT],
  ['ticket', OF_PERFORMANCES],
  ['ledger_entry', `payment_id in (select id from payment where ${OF_CONCERT})`],
  [
    'operator_action',
    `target_id in (select $1::uuid union ${PERFORMANCES} union
       select id from payment where ${OF_CONCERT} union select id from ticket where ${OF_PERFORMANCES})`,
  ],
];

/** Opens a cursor on the rows of a part, as JSON. $1 concert. */
export const openPart = ([table, condition]: (typeof PARTS)[number]): Statement => ({
  name: `archive-open-${table}`,
  text: `declare archive_rows no scroll cursor for
    select to_jsonb(part)::text as row from ${table} part where ${condition}`,
});

export const NEXT_ROWS: Statement = { name: 'archive-next', text: 'fetch 1000 from archive_rows' };
export const CLOSE_PART: Statement = { name: 'archive-close', text: 'close archive_rows' };

/** When it is, which schema this is, and whether a performance is still ahead. $1 concert, $2 now. */
export const STATE: Statement = {
  name: 'archive-state',
  text: `
    select coalesce($2::timestamptz, clock_timestamp()) as now,
      (select max(name) from mikro_orm_migrations) as schema,
      exists (select from performance where concert_id = $1 and status = 'SCHEDULED'
        and starts_at > coalesce($2::timestamptz, clock_timestamp())) as ahead`,
};
