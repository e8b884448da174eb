import { Migration } from '@mikro-orm/migrations';

export class Migration20261130004432_AuditLooks extends Migration {
  override name = 'Migration20261130004432_AuditLooks';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "audit_finding" ("id" bigserial primary key, "unit" text not null, "ids" uuid[] not null, "first_time" bigint null, "last_time" bigint null);`,
    );

    this.addSql(
      `create table "audit_look" ("name" text not null, "since" xid8 null, "database" text null, "run" uuid null, "place" jsonb null, "begun_at" timestamptz null, "finished_at" timestamptz null, primary key ("name"));`,
    );

    this.addSql(
      `create table "audit_record" ("concert_id" uuid not null, "longest_pass" double precision not null, primary key ("concert_id"));`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "audit_finding" cascade;`);
    this.addSql(`drop table if exists "audit_look" cascade;`);
    this.addSql(`drop table if exists "audit_record" cascade;`);
  }
}
