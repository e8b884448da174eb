import { Migration } from '@mikro-orm/migrations';

export class Migration20261130005844_Retention extends Migration {
  override name = 'Migration20261130005844_Retention';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "draw_list" ("concert_id" uuid not null, "round" int not null, "first_arrival" bigint not null, "entrants" bytea not null, primary key ("concert_id", "round", "first_arrival"));`,
    );

    this.addSql(`alter table "draw" add "list_packed_at" timestamptz null;`);

    this.addSql(
      `alter table "draw_list" add constraint "draw_list_has_entrants" check (length(entrants) > 0 and length(entrants) % 16 = 0 and first_arrival > 0);`,
    );

    // Random bytes: they are stored as they are, so that a page of a list reads only its own.
    this.addSql(`alter table draw_list alter column entrants set storage external;`);

    // Room for the next version of a row in its page: an update that finds room writes no index. It concerns pages that
    // are written from now on, and waits for no call.
    this.addSql(`alter table seat set (fillfactor = 85);`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "draw_list" cascade;`);

    this.addSql(`alter table "draw" drop column "list_packed_at";`);
    this.addSql(`alter table seat reset (fillfactor);`);
  }
}
