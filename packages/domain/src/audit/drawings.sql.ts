import { checkOf, NOW, type Scope } from './audit-check.ts';
import { PERFORMANCES } from './places.sql.ts';

/** The performances that are checked, with what their charts say. Needs t. */
const concerned = (of: Scope) => `
    concerned as materialized (
      select p.id, p.chart_id, p.seats_total, chart.places
      from t cross join performance p join chart on chart.id = p.chart_id
      where ${of(PERFORMANCES)}
    )`;

/** The sections as they are drawn in the charts of `concerned`. */
const DRAWN_SECTIONS = `
    drawn_section as materialized (
      select *, sum(places) over (partition by chart_id order by position) - places as first_place
      from (
        select chart.id as chart_id, section.nth - 1 as position, section.value->>'name' as name,
          section.value->>'category' as category, section.value->>'kind' as kind, section.value->'rows' as drawn_rows,
          case section.value->>'kind' when 'GENERAL' then (section.value->>'capacity')::int
            else (select sum((seat_row->>'count')::int) from jsonb_array_elements(section.value->'rows') as seat_row)
          end as places
        from chart cross join lateral jsonb_array_elements(chart.drawing->'sections')
          with ordinality as section(value, nth)
        where chart.id in (select chart_id from concerned)
      ) as sections
    )`;

/** Compares the numbers of places and the sections of each performance with the drawing of its chart. */
const sections = (of: Scope) => `
    with ${NOW},
    ${concerned(of)},
    ${DRAWN_SECTIONS},
    counted as (
      select p.id, count(s.id) as places, count(distinct s.place) as numbers, min(s.place) as first, max(s.place) as last
      from concerned p left join seat s on s.performance_id = p.id group by p.id
    ),
    in_sections as (
      select section.id, count(s.id) as places, min(s.place) as first, max(s.place) as last
      from concerned p join section on section.performance_id = p.id left join seat s on s.section_id = section.id
      group by section.id
    )
    -- 1. Place numbers from 0 to n - 1, each once, where n is what chart and performance say.
    select 'the places are not numbered from 0 without a gap' as problem, p.id as "performanceId",
      null::text as section, p.places as drawn, counted.places as found
    from concerned p join counted using (id)
    where counted.places <> p.places or counted.numbers <> p.places or p.seats_total <> p.places
      or (p.places > 0 and (counted.first <> 0 or counted.last <> p.places - 1))
    union all
    select 'the chart does not count the places of its drawing', null, null, chart.places, coalesce(drawn.places, 0)
    from chart left join (select chart_id, sum(places) as places from drawn_section group by chart_id) drawn
      on drawn.chart_id = chart.id
    where chart.id in (select chart_id from concerned) and chart.places <> coalesce(drawn.places, 0)
    -- 2. The sections, by position, and the places in them.
    union all
    select 'a section is not as drawn', coalesce(p.id, section.performance_id), coalesce(section.name, drawn.name),
      drawn.places, section.places
    from (concerned p join drawn_section drawn on drawn.chart_id = p.chart_id)
      full join (select section.* from section join concerned on concerned.id = section.performance_id) as section
        on section.performance_id = p.id and section.position = drawn.position
    where (drawn.name, drawn.category, drawn.kind, drawn.first_place, drawn.places) is distinct from
      (section.name, section.category, section.kind, section.first_place, section.places)
    union all
    select 'a section has other places than it says', section.performance_id, section.name, section.places,
      in_sections.places
    from in_sections join section using (id)
    where in_sections.places <> section.places or (section.places > 0 and (in_sections.first <> section.first_place
      or in_sections.last <> section.first_place + section.places - 1))
    -- 3. One price for each category.
    union all
    select 'a category has two prices', section.performance_id, section.category, min(section.price), max(section.price)
    from concerned p join section on section.performance_id = p.id
    group by section.performance_id, section.category having min(section.price) <> max(section.price)
    limit 20`;

export const [SECTIONS_AS_DRAWN, SECTIONS_OF_PERFORMANCES] = checkOf(
  {
    name: 'a performance has the sections and the number of places of its chart',
    unit: 'performance',
  },
  sections,
);

/** Compares each place with the drawing: its section, row, number and marks, and which places are side by side. */
const places = (of: Scope) => `
    with ${NOW},
    ${concerned(of)},
    ${DRAWN_SECTIONS},
    -- 1. The rows, with the numbers that carry a mark; 8 is an aisle after the seat.
    drawn_row as materialized (
      select section.chart_id, section.position, section.first_place, seat_row.nth, seat_row.value->>'name' as name,
        (seat_row.value->>'count')::int as count, coalesce((seat_row.value->>'first')::int, 1) as first,
        coalesce((seat_row.value->>'step')::int, 1) as step, seat_row.value
      from drawn_section section
        cross join lateral jsonb_array_elements(section.drawn_rows) with ordinality as seat_row(value, nth)
      where section.kind = 'SEATED'
    ),
    mark as (
      select chart_id, position, nth, number::int as number, sum(flag) as flags
      from drawn_row cross join (values ('accessible', 1), ('companion', 2), ('restrictedView', 4), ('aisleAfter', 8))
          as kind(key, flag)
        cross join lateral jsonb_array_elements(coalesce(drawn_row.value->key, '[]')) as number
      group by chart_id, position, nth, number
    ),
    -- 2. The seats in the order of the drawing. A stretch begins with each row and after each aisle.
    drawn_seat as (
      select seat_row.chart_id, seat_row.position, seat_row.nth, seat_row.name as row_name, nth_seat,
        seat_row.first + seat_row.step * nth_seat as number,
        seat_row.first_place + row_number() over (partition by seat_row.chart_id, seat_row.position
          order by seat_row.nth, nth_seat) - 1 as place
      from drawn_row seat_row cross join lateral generate_series(0, seat_row.count - 1) as nth_seat
    ),
    drawn_place as materialized (
      select seat.chart_id, seat.position, seat.row_name, seat.number, seat.place,
        coalesce(mark.flags, 0) & 7 as flags,
        sum((seat.nth_seat = 0)::int) over seats + coalesce(sum((coalesce(mark.flags, 0) & 8) / 8) over before, 0)
          - 1 as stretch
      from drawn_seat seat
        left join mark on mark.chart_id = seat.chart_id and mark.position = seat.position and mark.nth = seat.nth
          and mark.number = seat.number
      window seats as (partition by seat.chart_id order by seat.place),
        before as (partition by seat.chart_id order by seat.place rows between unbounded preceding and 1 preceding)
      union all
      select section.chart_id, section.position, '', standing, section.first_place + standing - 1, 0, null
      from drawn_section section cross join lateral generate_series(1, section.places) as standing
      where section.kind = 'GENERAL'
    )
    -- 3. The places that differ from it. A place that is missing is counted by another check.
    select 'the place is not as drawn' as problem, p.id as "performanceId", s.id as "seatId", s.place,
      s.row_name as "row", s.number, s.stretch, s.flags
    from concerned p join seat s on s.performance_id = p.id join section on section.id = s.section_id
      left join drawn_place drawn on drawn.chart_id = p.chart_id and drawn.place = s.place
    where drawn.place is null or section.performance_id <> p.id
      or section.position <> drawn.position or s.row_name <> drawn.row_name or s.number <> drawn.number
      or s.stretch is distinct from drawn.stretch or s.flags <> drawn.flags
    limit 20`;

export const [PLACES_AS_DRAWN, PLACES_OF_PERFORMANCES] = checkOf(
  {
    name: 'a place has the section, row, number, stretch and marks of its drawing',
    unit: 'performance',
  },
  places,
);
