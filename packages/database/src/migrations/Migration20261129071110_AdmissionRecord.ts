import { Migration } from '@mikro-orm/migrations';

/**
 * Numbers the admissions of a queue, and keeps the history of its limits. The last statements are written by
 * hand: the trigger against TRUNCATE, which the drift check does not see, and the data. The history of
 * what there is follows from the recorded admissions. Their rows stay as they are: the audit counts them in
 * the order of their ids.
 */
export class Migration20261129071110_AdmissionRecord extends Migration {
  override name = 'Migration20261129071110_AdmissionRecord';

  override up(): void | Promise<void> {
    // Nobody admits or changes limits until the end; first, since the servers lock this table first too.
    this.addSql(`lock table queue in access exclusive mode;`);
    this.addSql(
      `create table "queue_limit" ("id" bigserial primary key, "concert_id" uuid not null, "after_admission" bigint not null, "max_active" int not null, "admit_per_minute" int not null, "changed_at" timestamptz not null default clock_timestamp());`,
    );
    this.addSql(`create index "queue_limit_concert_id_index" on "queue_limit" ("concert_id");`);

    this.addSql(`alter table "admission" add "nth" bigint null;`);
    this.addSql(
      `create or replace function "admission_admission_keeps_its_record_fn"() returns trigger as $$ begin raise exception 'the record of an admission does not change' using errcode = 'restrict_violation'; end; $$ language plpgsql;`,
    );
    this.addSql(`create trigger "admission_keeps_its_record" BEFORE UPDATE on "admission" for each ROW
  when (((old.concert_id IS DISTINCT FROM new.concert_id) OR (old.queue_entry_id IS DISTINCT FROM new.queue_entry_id) OR (old.number IS DISTINCT FROM new.number) OR (old.admitted_at IS DISTINCT FROM new.admitted_at) OR (old.max_active IS DISTINCT FROM new.max_active) OR (old.admit_per_minute IS DISTINCT FROM new.admit_per_minute) OR (old.nth IS DISTINCT FROM new.nth))) execute function "admission_admission_keeps_its_record_fn"();`);

    this.addSql(`create or replace function "queue_queue_notes_first_limits_fn"() returns trigger as $$ begin insert into queue_limit (concert_id, after_admission, max_active, admit_per_minute)
  values (new.concert_id, new.admitted, new.max_active, new.admit_per_minute);   return null; end; $$ language plpgsql;`);
    this.addSql(
      `create trigger "queue_notes_first_limits" AFTER INSERT on "queue" for each ROW execute function "queue_queue_notes_first_limits_fn"();`,
    );
    this.addSql(`create or replace function "queue_queue_notes_new_limits_fn"() returns trigger as $$ begin insert into queue_limit (concert_id, after_admission, max_active, admit_per_minute)
  values (new.concert_id, new.admitted, new.max_active, new.admit_per_minute);   return null; end; $$ language plpgsql;`);
    this.addSql(`create trigger "queue_notes_new_limits" AFTER UPDATE on "queue" for each ROW
  when (((old.max_active IS DISTINCT FROM new.max_active) OR (old.admit_per_minute IS DISTINCT FROM new.admit_per_minute))) execute function "queue_queue_notes_new_limits_fn"();`);

    this.addSql(
      `create or replace function "queue_limit_queue_limit_append_only_fn"() returns trigger as $$ begin raise exception 'queue_limit is append-only' using errcode = 'restrict_violation'; end; $$ language plpgsql;`,
    );
    this.addSql(
      `create trigger "queue_limit_append_only" BEFORE UPDATE OR DELETE on "queue_limit" for each STATEMENT execute function "queue_limit_queue_limit_append_only_fn"();`,
    );
    this.addSql(
      `create trigger queue_limit_no_truncate before truncate on queue_limit for each statement execute function "queue_limit_queue_limit_append_only_fn"();`,
    );
    this.addSql(`
      insert into queue_limit (concert_id, after_admission, max_active, admit_per_minute, changed_at)
      select concert_id, position - 1, max_active, admit_per_minute, admitted_at
      from (
        select concert_id, max_active, admit_per_minute, admitted_at, row_number() over admissions as position,
          lag(array[max_active, admit_per_minute]) over admissions as before
        from admission window admissions as (partition by concert_id order by id)
      ) a
      where before is distinct from array[max_active, admit_per_minute]
      order by concert_id, position;`);
    this.addSql(`
      update queue q set admitted = counted.n
      from (select q.concert_id, count(a.id) as n from queue q left join admission a using (concert_id)
        group by q.concert_id) counted
      where counted.concert_id = q.concert_id and q.admitted <> counted.n;`);
    this.addSql(`
      insert into queue_limit (concert_id, after_admission, max_active, admit_per_minute)
      select concert_id, admitted, max_active, admit_per_minute from queue;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop trigger queue_limit_no_truncate on queue_limit;`);
    this.addSql(`drop trigger if exists "queue_limit_append_only" on "queue_limit";`);
    this.addSql(`drop function if exists "queue_limit_queue_limit_append_only_fn"();`);
    this.addSql(`drop table if exists "queue_limit" cascade;`);

    this.addSql(`drop trigger if exists "admission_keeps_its_record" on "admission";`);
    this.addSql(`drop function if exists "admission_admission_keeps_its_record_fn"();`);
    this.addSql(`alter table "admission" drop column "nth";`);

    this.addSql(`drop trigger if exists "queue_notes_first_limits" on "queue";`);
    this.addSql(`drop function if exists "queue_queue_notes_first_limits_fn"();`);
    this.addSql(`drop trigger if exists "queue_notes_new_limits" on "queue";`);
    this.addSql(`drop function if exists "queue_queue_notes_new_limits_fn"();`);
  }
}
