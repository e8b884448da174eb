import type { Drawing } from '@frontrow/contract/chart/drawing';
import { type Layout, numberAt } from '@frontrow/contract/chart/layout';

/** The places of one statement: 100,000 at once take longer than a statement may on a machine that is very busy. */
const PLACES_AT_ONCE = 10_000;

/**
 * Inserts places of a performance. $1 performance, $2 section ids, $3 section names; then for each place, in order:
 * $4 the index of its section from 1, $5 its row as an index into $6 from 1, $7 its number, $8 its stretch (-1 for a
 * standing place), $9 its flags; $10 the current time (null: the database's clock), $11 the number of the first place.
 *
 * The ids are uuids of version 7 as those of NEW_ID; their common beginning is made once. Half of the time is
 * spent on the two foreign keys.
 */
export const INSERT_SEATS = {
  name: 'seats-insert',
  text: `
    with t as materialized (
      select substr(time, 1, 8) || '-' || substr(time, 9) || '-7' as id_start
      from (select lpad(to_hex((extract(epoch from coalesce($10::timestamptz, clock_timestamp())) * 1000)::bigint),
        12, '0') as time) as clock
    )
    insert into seat (id, performance_id, section_id, row_name, number, label, place, stretch, flags)
    select (t.id_start || substr(gen_random_uuid()::text, 16))::uuid, $1, ($2::uuid[])[place.section], named.row_name,
      place.number, ($3::text[])[place.section] || ' '
        || case when place.stretch < 0 then '' else named.row_name || '-' end || place.number,
      $11::int + place.position - 1, nullif(place.stretch, -1), place.flags
    from t cross join unnest($4::int[], $5::int[], $7::int[], $8::int[], $9::int[])
        with ordinality as place (section, row_index, number, stretch, flags, position)
      cross join lateral (select ($6::text[])[place.row_index] as row_name) as named
    order by place.position`,
};

export interface SectionOfSeats {
  id: string;
  name: string;
}

/** What INSERT_SEATS needs of the drawing of a house. Making it takes a while for a large one. */
export interface SeatRows {
  /** The names of the rows. */
  names: string[];
  batches: SeatBatch[];
}

/** Places that follow one another. The arrays are text as Postgres reads it. */
interface SeatBatch {
  firstPlace: number;
  sections: string;
  rows: string;
  numbers: string;
  stretches: string;
  flags: string;
}

/** The row of a standing place. */
const STANDING = '';

export function seatRowsOf(drawing: Drawing, layout: Layout): SeatRows {
  const names = [STANDING];
  const rows = new Uint32Array(layout.places);
  const numbers = new Int32Array(layout.places);
  let place = 0;
  for (const section of drawing.sections) {
    if (section.kind === 'GENERAL') {
      rows.fill(1, place, place + section.capacity);
      for (let number = 1; number <= section.capacity; number++) numbers[place++] = number;
      continue;
    }
    for (const row of section.rows) {
      names.push(row.name);
      rows.fill(names.length, place, place + row.count);
      for (let index = 0; index < row.count; index++) numbers[place++] = numberAt(row, index);
    }
  }
  const batches: SeatBatch[] = [];
  for (let firstPlace = 0; firstPlace < layout.places; firstPlace += PLACES_AT_ONCE) {
    const end = firstPlace + PLACES_AT_ONCE;
    batches.push({
      firstPlace,
      sections: arrayOf(layout.sectionOf.slice(firstPlace, end).map((section) => section + 1)),
      rows: arrayOf(rows.subarray(firstPlace, end)),
      numbers: arrayOf(numbers.subarray(firstPlace, end)),
      stretches: arrayOf(layout.stretchOf.subarray(firstPlace, end)),
      flags: arrayOf(layout.flags.subarray(firstPlace, end)),
    });
  }
  return { names, batches };
}

const arrayOf = (numbers: { join(): string }): string => `{${numbers.join()}}`;

/** The parameters of INSERT_SEATS for each of its runs. */
export const seatValues = (
  { names, batches }: SeatRows,
  performanceId: string,
  { sections, now }: { sections: readonly SectionOfSeats[]; now: Date | null },
): unknown[][] =>
  batches.map((places) => [
    ...[performanceId, sections.map(({ id }) => id), sections.map(({ name }) => name)],
    ...[places.sections, places.rows, names, places.numbers, places.stretches, places.flags],
    ...[now, places.firstPlace],
  ]);
