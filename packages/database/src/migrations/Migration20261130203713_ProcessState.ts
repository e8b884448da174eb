import { Migration } from '@mikro-orm/migrations';

export class Migration20261130203713_ProcessState extends Migration {
  override name = 'Migration20261130203713_ProcessState';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "process_state" ("id" uuid not null, "kind" text not null, "version" text not null, "started_at" timestamptz not null, "seen_at" timestamptz not null, "report" jsonb not null, primary key ("id"));`,
    );

    // After a crash of the database nobody needs it, and what is written here alone does not wait for the disk.
    this.addSql(`alter table "process_state" set unlogged;`);

    this.addSql(
      `alter table "process_state" add constraint "process_state_kind_check" check ("kind" in ('server', 'worker'));`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "process_state" cascade;`);
  }
}
