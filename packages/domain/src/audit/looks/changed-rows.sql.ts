import type { Statement } from '../../kernel/database/sql.ts';

/** What a row of a table leads to: units, or ids from which the units are looked up. */
export const KINDS = [
  ...(['user', 'reservation', 'seat', 'performance', 'entry', 'concert'] as const),
  ...(['payment', 'topUp', 'chart', 'limit'] as const),
] as const;
export type Kind = (typeof KINDS)[number];

export interface Table {
  name: string;
  /** The column of each kind, or an expression. */
  kinds: Partial<Record<Kind, string>>;
}

/** An entry that waits has no admission to check. */
const ADMITTED = '(case when admitted_at is not null then id end)';

/** Every table that a check reads, and what has to be checked when one of its rows has changed. */
export const TABLES: readonly Table[] = [
  { name: 'app_user', kinds: { user: 'id' } },
  { name: 'account', kinds: { user: 'user_id' } },
  { name: 'ledger_entry', kinds: { user: 'user_id', payment: 'payment_id', topUp: 'top_up_id' } },
  { name: 'top_up', kinds: { user: 'user_id' } },
  { name: 'top_up_refund', kinds: { topUp: 'top_up_id' } },
  { name: 'reservation', kinds: { reservation: 'id', performance: 'performance_id' } },
  { name: 'reservation_seat', kinds: { reservation: 'reservation_id', seat: 'seat_id' } },
  { name: 'payment', kinds: { reservation: 'reservation_id', performance: 'performance_id' } },
  { name: 'ticket', kinds: { payment: 'payment_id' } },
  { name: 'seat', kinds: { seat: 'id' } },
  { name: 'section', kinds: { performance: 'performance_id' } },
  { name: 'chart', kinds: { chart: 'id' } },
  { name: 'performance', kinds: { performance: 'id' } },
  { name: 'queue_entry', kinds: { entry: ADMITTED, concert: 'concert_id' } },
  { name: 'admission', kinds: { entry: 'queue_entry_id', concert: 'concert_id' } },
  { name: 'queue_limit', kinds: { limit: 'id', concert: 'concert_id' } },
  { name: 'queue', kinds: { concert: 'concert_id' } },
];

/** Their units cover everything that a check reads: all other rows belong to one of them. */
export const ROOTS: readonly Table[] = [
  { name: 'app_user', kinds: { user: 'id' } },
  // Entries of users that do not exist: of a provider, they are wrong.
  {
    name: 'ledger_entry',
    kinds: { user: "(case when type = 'WITHDRAWAL' or origin = 'PROVIDER' then user_id end)" },
  },
  { name: 'reservation', kinds: { reservation: 'id' } },
  { name: 'seat', kinds: { seat: 'id' } },
  { name: 'performance', kinds: { performance: 'id' } },
  { name: 'queue_entry', kinds: { entry: ADMITTED } },
  { name: 'queue', kinds: { concert: 'concert_id' } },
];

/**
 * The transaction that wrote a row is as new as the watermark or newer. $3 watermark. What both are compared with stays
 * the same within the statement.
 */
const CHANGED = 'age(xmin) <= (select age($3::xid8::xid))';

export type BlockRow = { read: number } & Partial<Record<Kind, string[] | null>>;

/** Reads some blocks of a table. $1 and $2 the first row and the row after the last, $3 watermark unless all rows are read. */
export const readBlocks = ({ name, kinds }: Table, changed: boolean): Statement => ({
  name: `audit-${changed ? 'changes' : 'rows'}-${name}`,
  text: `
    select count(*)::int as read, ${Object.entries(kinds)
      .map(
        ([kind, column]) =>
          `array_agg(distinct ${column}::text) filter (where ${column} is not null${changed ? ' and changed' : ''}) as "${kind}"`,
      )
      .join(', ')}
    from (select *${changed ? `, ${CHANGED} as changed` : ''} from ${name}
      where ctid >= $1::tid and ctid < $2::tid) as rows`,
});

/** Where tables are: the file changes when something moves all rows, such as VACUUM FULL. $1 tables. */
export const PLACES_OF_TABLES = {
  name: 'audit-places-of-tables',
  text: `
    select name, pg_relation_filenode(name::regclass)::text as file,
      (pg_relation_size(name::regclass) / current_setting('block_size')::int)::int as blocks
    from unnest($1::text[]) with ordinality as tables(name, nth) order by nth`,
};

/**
 * The units that other rows lead to: those of payments, top-ups and charts, and the reservations that a seat names or
 * that have paid for it, and its performance; and the seats of
 * reservations. $1 payments, $2 top-ups, $3 charts, $4 seats, $5 reservations.
 */
export const RELATED = {
  name: 'audit-related-units',
  text: `
    select array(
        select reservation_id::text from payment where id = any($1::uuid[])
        union select reservation_id::text from seat where id = any($4::uuid[]) and reservation_id is not null
        union select reservation_id::text from reservation_seat where seat_id = any($4::uuid[]) and paid
      ) as reservation,
      array(select distinct user_id::text from top_up where id = any($2::uuid[])) as "user",
      array(
        select id::text from performance where chart_id = any($3::uuid[])
        union select performance_id::text from seat where id = any($4::uuid[])
      ) as performance,
      array(select distinct seat_id::text from reservation_seat where reservation_id = any($5::uuid[])) as seat`,
};
