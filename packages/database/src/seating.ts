import { NEW_ID } from './new-id.ts';

/**
 * Inserts all seats of a section, row by row. $1 performance id, $2 section id, $3 section name,
 * $4 row names, $5 seats per row, $6 the current time (null: the database's clock).
 */
export const INSERT_SEATS = {
  name: 'seats-insert',
  text: `
    with t as materialized (select coalesce($6::timestamptz, clock_timestamp()) as now)
    insert into seat (id, performance_id, section_id, row_name, number, label)
    select ${NEW_ID}, $1, $2, r.name, n, $3::text || ' ' || r.name || '-' || n
    from unnest($4::text[]) with ordinality as r (name, position), generate_series(1, $5::int) as n, t
    order by r.position, n`,
};

const LETTERS = 26;

/** The names of that many rows: A to Z, then AA, AB and so on. */
export const rowNames = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => rowName(index));

function rowName(index: number): string {
  const last = String.fromCharCode(65 + (index % LETTERS));
  return index < LETTERS ? last : rowName(Math.floor(index / LETTERS) - 1) + last;
}
