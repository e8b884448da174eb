import type { Drawing } from '@frontrow/contract/chart/drawing';
import { type Layout, numberAt } from '@frontrow/contract/chart/layout';
import { NEW_ID } from '../new-id.ts';

/**
 * Inserts the places of a performance. $1 performance, $2 section ids, $3 section names; then for each place, in order
 * and from 0: $4 the index of its section from 1, $5 its row, $6 its number, $7 its stretch (-1 for a standing place),
 * $8 its flags; $9 the current time (null: the database's clock).
 */
export const INSERT_SEATS = {
  name: 'seats-insert',
  text: `
    with t as materialized (select coalesce($9::timestamptz, clock_timestamp()) as now)
    insert into seat (id, performance_id, section_id, row_name, number, label, place, stretch, flags)
    select ${NEW_ID}, $1, ($2::uuid[])[place.section], place.row_name, place.number,
      ($3::text[])[place.section] || ' '
        || case when place.stretch < 0 then '' else place.row_name || '-' end || place.number,
      place.position - 1, nullif(place.stretch, -1), place.flags
    from unnest($4::int[], $5::text[], $6::int[], $7::int[], $8::int[])
      with ordinality as place (section, row_name, number, stretch, flags, position), t
    order by place.position`,
};

export interface SectionOfSeats {
  id: string;
  name: string;
}

/** The parameters of INSERT_SEATS but the first, in order. */
export function seatValues(
  { drawing, layout }: { drawing: Drawing; layout: Layout },
  sections: readonly SectionOfSeats[],
  now: Date | null,
): unknown[] {
  const rows: string[] = [];
  const numbers: number[] = [];
  for (const section of drawing.sections) {
    if (section.kind === 'GENERAL') {
      for (let number = 1; number <= section.capacity; number++) {
        rows.push('');
        numbers.push(number);
      }
      continue;
    }
    for (const row of section.rows) {
      for (let index = 0; index < row.count; index++) {
        rows.push(row.name);
        numbers.push(numberAt(row, index));
      }
    }
  }
  return [
    sections.map(({ id }) => id),
    sections.map(({ name }) => name),
    Array.from(layout.sectionOf, (section) => section + 1),
    rows,
    numbers,
    Array.from(layout.stretchOf),
    Array.from(layout.flags),
    now,
  ];
}
