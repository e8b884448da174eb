import { Migration } from '@mikro-orm/migrations';

export class Migration20261130104804_Deployment extends Migration {
  override name = 'Migration20261130104804_Deployment';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "deployment" ("id" smallint primary key, "currency" varchar(3) not null, "issuer" text null, "declared_at" timestamptz not null default now());`,
    );

    this.addSql(`alter table "deployment" add constraint "deployment_is_one_row" check (id = 1);`);

    // What was paid and credited says what the amounts of an earlier version are in.
    this.addSql(
      `insert into "deployment" ("id", "currency") select 1, paid_currency from "top_up" where status = 'CREDITED' and paid_currency ~ '^[A-Z]{3}$' limit 1;`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "deployment" cascade;`);
  }
}
