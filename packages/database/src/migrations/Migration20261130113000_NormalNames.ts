import { zoneOf, zonesByLowerCase } from '@frontrow/contract/time/timezones';
import { Migration } from '@mikro-orm/migrations';

/** Names that no constraint compares. */
const NAMES = [
  ['app_user', 'name'],
  ['concert', 'title'],
  ['concert', 'artist'],
  ['concert', 'venue'],
] as const;

/**
 * Names in a chart, and in the sections, seats and tickets of its performances. A chart in which two sections, or two
 * rows of one section, would get the same name stays as it is, with all that belongs to it: names are unique there.
 * `normalize` of the whole drawing as text changes nothing but its names.
 */
const NAMES_OF_CHARTS = `
do $$
declare
  charts uuid[];
  performances uuid[];
begin
  select coalesce(array_agg(c.id), '{}') into charts from chart c
  where (c.drawing::text is not nfc normalized or c.name is not nfc normalized)
    -- Form C is hardly ever longer. Then it might not fit.
    and char_length(normalize(c.name)) <= 200
    and char_length(normalize(c.drawing::text)) <= char_length(c.drawing::text)
    and not exists (
      select from jsonb_array_elements(c.drawing -> 'sections') section
      group by normalize(section ->> 'name') having count(*) > 1)
    and not exists (
      select from jsonb_array_elements(c.drawing -> 'sections') with ordinality as s(section, n),
        jsonb_array_elements(coalesce(section -> 'rows', '[]')) row_
      group by n, normalize(row_ ->> 'name') having count(*) > 1);
  if charts = '{}' then
    return;
  end if;
  select coalesce(array_agg(id), '{}') into performances from performance where chart_id = any(charts);
  alter table chart disable trigger chart_append_only;
  update chart set name = normalize(name), drawing = normalize(drawing::text)::jsonb where id = any(charts);
  alter table chart enable trigger chart_append_only;
  update section set name = normalize(name), category = normalize(category)
    where performance_id = any(performances) and (name is not nfc normalized or category is not nfc normalized);
  update seat set row_name = normalize(row_name), label = normalize(label)
    where performance_id = any(performances) and (row_name is not nfc normalized or label is not nfc normalized);
  update ticket set label = normalize(label)
    where performance_id = any(performances) and label is not nfc normalized;
  update reservation_seat set label = normalize(label)
    where seat_id in (select id from seat where performance_id = any(performances))
      and label is not nfc normalized;
end $$`;

/** Puts stored names into Unicode normal form C, and names of time zones into the spelling of the IANA list. */
export class Migration20261130113000_NormalNames extends Migration {
  override name = 'Migration20261130113000_NormalNames';

  override async up(): Promise<void> {
    for (const [table, column] of NAMES) {
      this.addSql(
        `update "${table}" set "${column}" = normalize("${column}") where "${column}" is not nfc normalized and char_length(normalize("${column}")) <= 200`,
      );
    }
    this.addSql(NAMES_OF_CHARTS);
    const stored = await this.execute('select distinct timezone from performance');
    for (const { timezone } of stored as { timezone: string }[]) {
      const zone = zoneOf(timezone) ?? zonesByLowerCase.get(timezone.toLowerCase());
      // What is no name of the list, such as BST, could be several zones: an operator has to say which.
      if (zone === undefined || zone === timezone) continue;
      const quoted = timezone.replaceAll("'", "''");
      this.addSql(`update "performance" set "timezone" = '${zone}' where "timezone" = '${quoted}'`);
    }
  }

  override down(): void {}
}
