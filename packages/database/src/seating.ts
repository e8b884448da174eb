import { NEW_ID } from './new-id.ts';

/**
 * Every seat of a section, row by row. $1 performance, $2 section, $3 its name, $4 row names,
 * $5 seats a row, $6 now.
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

/** Rows as houses letter them: A to Z, then AA, AB and on. */
export const rowNames = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => rowName(index));

function rowName(index: number): string {
  const last = String.fromCharCode(65 + (index % LETTERS));
  return index < LETTERS ? last : rowName(Math.floor(index / LETTERS) - 1) + last;
}
