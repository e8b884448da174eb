import { createHash, randomUUID } from 'node:crypto';
import { Migration } from '@mikro-orm/migrations';
import { type PlainSection, plainDrawing } from '../seating/plain-drawing.ts';

/** Numbers the places of each performance in the order of its seat map. */
const NUMBER_PLACES = `
  update seat set place = numbered.place, stretch = numbered.stretch
  from (
    select s.id,
      row_number() over (partition by s.performance_id
        order by section.position, length(s.row_name), s.row_name, s.number) - 1 as place,
      dense_rank() over (partition by s.performance_id
        order by section.position, length(s.row_name), s.row_name) - 1 as stretch
    from seat s join section on section.id = s.section_id
  ) as numbered
  where seat.id = numbered.id`;

const NUMBER_SECTIONS = `
  update section set category = section.name, kind = 'SEATED', places = counted.places,
    first_place = counted.first_place
  from (
    select section.id, count(s.id) as places,
      sum(count(s.id)) over (partition by section.performance_id order by section.position)
        - count(s.id) as first_place
    from section left join seat s on s.section_id = section.id
    group by section.id, section.performance_id, section.position
  ) as counted
  where section.id = counted.id`;

const SECTIONS = `
  select p.id as performance, c.title, coalesce(json_agg(json_build_object('name', section.name,
      'rows', shape.rows, 'seatsPerRow', shape.seats) order by section.position)
    filter (where section.id is not null), '[]') as sections
  from performance p join concert c on c.id = p.concert_id
    left join section on section.performance_id = p.id
    left join lateral (select count(distinct s.row_name) as rows, max(s.number) as seats
      from seat s where s.section_id = section.id) as shape on true
  group by p.id, c.title`;

export class Migration20261129071247_Charts extends Migration {
  override name = 'Migration20261129071247_Charts';

  override async up(): Promise<void> {
    await this.#drawExisting();
    this.addSql(`create index chart_plain on chart (hash) where plain;`);

    this.addSql(
      `create table "seat_change" ("seq" bigserial primary key, "xid" xid8 not null default pg_current_xact_id(), "performance_id" uuid not null, "places" int[] not null, "at" timestamptz not null default clock_timestamp());`,
    );

    this.addSql(`alter table "performance" drop column "seats_version";`);
    this.addSql(
      `alter table "performance" add constraint "performance_chart_id_foreign" foreign key ("chart_id") references "chart" ("id");`,
    );
    this.addSql(
      `alter table "performance" add constraint "performance_orphan_rule_check" check ("orphan_rule" in ('off', 'refuse'));`,
    );

    this.addSql(
      `alter table "performance" add constraint "performance_seats_not_negative" check (seats_total >= 0);`,
    );

    this.addSql(
      `alter table "section" add constraint "section_performance_id_position_unique" unique ("performance_id", "position");`,
    );
    this.addSql(
      `alter table "section" add constraint "section_places_not_negative" check (position >= 0 and first_place >= 0 and places >= 0);`,
    );
    this.addSql(
      `alter table "section" add constraint "section_kind_check" check ("kind" in ('SEATED', 'GENERAL'));`,
    );

    this.addSql(`drop index "seat_free";`);
    this.addSql(`drop index "seat_held";`);
    this.addSql(`drop index "seat_performance_id_version_index";`);
    this.addSql(`alter table "seat" drop column "version";`);
    this.addSql(
      `alter table "seat" alter column "label" type varchar(420) using ("label"::varchar(420));`,
    );
    for (const table of ['reservation_seat', 'ticket']) {
      this.addSql(
        `alter table "${table}" alter column "label" type varchar(420) using ("label"::varchar(420));`,
      );
    }
    this.addSql(
      `alter table "seat" alter column "row_name" type varchar(200) using ("row_name"::varchar(200));`,
    );
    this.addSql(
      `alter table "seat" add constraint "seat_performance_id_place_unique" unique ("performance_id", "place");`,
    );
    this.addSql(`alter table "seat" add constraint "seat_place_not_negative" check (place >= 0);`);
    this.addSql(
      `alter table "seat" add constraint "seat_in_row_or_standing" check ((stretch is null) = (row_name = '') and (stretch is null or stretch >= 0) and flags >= 0 and flags <= 7 and (stretch is not null or flags = 0));`,
    );
    this.addSql(
      `alter table "seat" add constraint "seat_blocked_is_free" check (not (blocked and (sold or reservation_id is not null)));`,
    );

    this.addSql(
      `alter table "chart" add constraint "chart_places_not_negative" check (places >= 0);`,
    );
    this.addSql(
      `create or replace function "chart_chart_append_only_fn"() returns trigger as $$ begin raise exception 'chart is append-only' using errcode = 'restrict_violation'; end; $$ language plpgsql;`,
    );
    this.addSql(
      `create trigger "chart_append_only" BEFORE UPDATE OR DELETE on "chart" for each STATEMENT execute function "chart_chart_append_only_fn"();`,
    );

    this.addSql(`create index "seat_change_at_index" on "seat_change" ("at");`);
    this.addSql(
      `create index "seat_change_performance_id_xid_index" on "seat_change" ("performance_id", "xid");`,
    );

    this.addSql(`alter table "operator_action" drop constraint "operator_action_action_check";`);
    this.addSql(
      `alter table "operator_action" add constraint "operator_action_action_check" check ("action" in ('createConcert', 'updateConcert', 'createChart', 'createPerformance', 'updatePerformance', 'cancelPerformance', 'blockPlaces', 'unblockPlaces', 'configureQueue', 'publishDrawValue', 'createUser', 'deleteUser', 'refund', 'refundTopUp', 'resolveTopUp', 'redeemTicket', 'undoRedeem', 'createJob', 'requeueJob', 'retryJob', 'pauseJob', 'resumeJob', 'deleteJob'));`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "performance" drop constraint "performance_chart_id_foreign";`);

    this.addSql(`drop trigger if exists "chart_append_only" on "chart";`);
    this.addSql(`drop function if exists "chart_chart_append_only_fn"();`);
    this.addSql(`drop table if exists "chart" cascade;`);
    this.addSql(`drop table if exists "seat_change" cascade;`);

    this.addSql(`alter table "performance" drop constraint "performance_orphan_rule_check";`);
    this.addSql(`alter table "performance" drop constraint "performance_seats_not_negative";`);
    this.addSql(`alter table "performance" drop column "chart_id", drop column "orphan_rule";`);
    this.addSql(`alter table "performance" add "seats_version" bigint not null default '1';`);

    this.addSql(`alter table "seat" drop constraint "seat_performance_id_place_unique";`);
    this.addSql(`alter table "seat" drop constraint "seat_blocked_is_free";`);
    this.addSql(`alter table "seat" drop constraint "seat_place_not_negative";`);
    this.addSql(`alter table "seat" drop constraint "seat_in_row_or_standing";`);
    this.addSql(
      `alter table "seat" drop column "place", drop column "stretch", drop column "flags", drop column "blocked";`,
    );
    this.addSql(`alter table "seat" add "version" bigint null default '1';`);
    this.addSql(
      `alter table "seat" alter column "row_name" type varchar(10) using ("row_name"::varchar(10));`,
    );
    for (const table of ['reservation_seat', 'ticket']) {
      this.addSql(
        `alter table "${table}" alter column "label" type varchar(220) using ("label"::varchar(220));`,
      );
    }
    this.addSql(
      `alter table "seat" alter column "label" type varchar(220) using ("label"::varchar(220));`,
    );
    this.addSql(`create index seat_free on seat (performance_id) where reservation_id is null;`);
    this.addSql(
      `create index seat_held on seat (performance_id, hold_expires_at) where hold_expires_at is not null;`,
    );
    this.addSql(
      `create index "seat_performance_id_version_index" on "seat" ("performance_id", "version");`,
    );

    this.addSql(`alter table "section" drop constraint "section_kind_check";`);
    this.addSql(`alter table "section" drop constraint "section_performance_id_position_unique";`);
    this.addSql(`alter table "section" drop constraint "section_places_not_negative";`);
    this.addSql(
      `alter table "section" drop column "category", drop column "kind", drop column "first_place", drop column "places";`,
    );
    this.addSql(`alter table "operator_action" drop constraint "operator_action_action_check";`);
    // The log keeps its rows for ever, also those of actions that the version before did not have.
    this.addSql(
      `alter table "operator_action" add constraint "operator_action_action_check" check ("action" in ('createConcert', 'updateConcert', 'createPerformance', 'updatePerformance', 'cancelPerformance', 'configureQueue', 'publishDrawValue', 'createUser', 'deleteUser', 'refund', 'refundTopUp', 'resolveTopUp', 'redeemTicket', 'undoRedeem', 'createJob', 'requeueJob', 'retryJob', 'pauseJob', 'resumeJob', 'deleteJob')) not valid;`,
    );
  }

  /** Every performance gets a chart of straight rows, drawn from its seats. */
  async #drawExisting(): Promise<void> {
    await this.execute(
      `create table "chart" ("id" uuid not null, "name" varchar(200) not null, "drawing" jsonb not null, "places" int not null, "plain" boolean not null default false, "hash" varchar(64) not null, "created_at" timestamptz not null default now(), primary key ("id"));`,
    );
    await this.execute(
      `alter table performance add chart_id uuid, add orphan_rule text not null default 'off'`,
    );
    await this.execute(
      `alter table section add category varchar(200), add kind text, add first_place int, add places int`,
    );
    await this.execute(
      `alter table seat add place int, add stretch int, add flags smallint not null default 0,
         add blocked boolean not null default false`,
    );
    await this.execute(NUMBER_PLACES);
    await this.execute(NUMBER_SECTIONS);
    const charts = new Map<string, string>();
    const performances = (await this.execute(SECTIONS)) as {
      performance: string;
      title: string;
      sections: PlainSection[];
    }[];
    for (const { performance, title, sections } of performances) {
      const drawing = JSON.stringify(plainDrawing(sections));
      const hash = createHash('sha256').update(drawing).digest('hex');
      const places = sections.reduce((sum, { rows, seatsPerRow }) => sum + rows * seatsPerRow, 0);
      const id = charts.get(hash) ?? randomUUID();
      if (!charts.has(hash)) {
        await this.execute(
          `insert into chart (id, name, drawing, places, plain, hash) values (?, ?, ?, ?, true, ?)`,
          [id, title, drawing, places, hash],
        );
        charts.set(hash, id);
      }
      await this.execute(`update performance set chart_id = ? where id = ?`, [id, performance]);
    }
    for (const columns of [
      `performance alter chart_id set not null`,
      `section alter category set not null, alter kind set not null, alter first_place set not null, alter places set not null`,
      `seat alter place set not null`,
    ]) {
      await this.execute(`alter table ${columns}`);
    }
  }
}
