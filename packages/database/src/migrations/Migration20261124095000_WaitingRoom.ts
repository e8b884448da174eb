import { Migration } from '@mikro-orm/migrations';

export class Migration20261124095000_WaitingRoom extends Migration {
  override name = 'Migration20261124095000_WaitingRoom';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "draw" ("concert_id" uuid not null, "round" int not null, "seed" bytea not null, "source" varchar(200) null, "public_value" varchar(1000) null, "frozen_at" timestamptz null, "entrants" bigint null, "after_number" bigint null, "entrants_hash" bytea null, "drawn_at" timestamptz null, "numbered" bigint not null default '0', primary key ("concert_id", "round"));`,
    );

    this.addSql(
      `create table "draw_entry" ("concert_id" uuid not null, "round" int not null, "entry" bigint not null, "entrant" uuid not null, primary key ("concert_id", "round", "entry"));`,
    );

    this.addSql(
      `create table "queue_change" ("concert_id" uuid not null, "seq" bigint not null, "at" timestamptz not null, "watermark" bigint not null, "numbered_to" bigint null, "left_numbers" bigint[] not null, "left_entries" bigint[] not null, "round" int not null, "open_round" int not null, primary key ("concert_id", "seq"));`,
    );
    this.addSql(`create index "queue_change_at_index" on "queue_change" ("at");`);

    this.addSql(
      `alter table "queue" add "draw_source" varchar(200) null, add "numbered_to" bigint null, add "seq" bigint not null default '0', add "round" int not null default 1, add "last_entry" bigint not null default '0', add "left_entries" bigint not null default '0', add "admitted" bigint not null default '0', add "left_waiting" bigint not null default '0';`,
    );
    this.addSql(
      `alter table "queue" drop column "purged_expired", add "watermark" bigint not null default '0';`,
    );

    this.addSql(`alter table "queue_token" add "round" int null, add "entry" bigint null;`);
    this.addSql(`drop index queue_token_prequeue;`);
    this.addSql(
      `create index queue_token_prequeue on queue_token (concert_id, round, entry) where status = 'PREQUEUE';`,
    );
    this.#carryOver();
    this.#allow(
      `'createConcert', 'createPerformance', 'cancelPerformance', 'configureQueue', 'publishDrawValue', 'createUser', 'deleteUser', 'refund', 'redeemTicket'`,
    );
    this.addSql(
      `create index queue_token_completed on queue_token (concert_id) where status = 'COMPLETED';`,
    );
    this.addSql(
      `create index queue_token_left_admitted on queue_token (concert_id) where status = 'LEFT' and admitted_at is not null;`,
    );
    this.addSql(
      `alter table "queue_token" add constraint "queue_token_concert_id_round_entry_unique" unique ("concert_id", "round", "entry");`,
    );
    this.addSql(
      `alter table "queue_token" add constraint "queue_token_prequeue_has_entry" check ((round is null) = (entry is null) and (status <> 'PREQUEUE' or entry is not null));`,
    );

    this.addSql(
      `alter table "draw" add constraint "draw_concert_id_foreign" foreign key ("concert_id") references "concert" ("id");`,
    );
    this.addSql(
      `alter table "draw" add constraint "draw_seed_long_enough" check (length(seed) = 32);`,
    );
    this.addSql(
      `alter table "draw" add constraint "draw_frozen_has_list" check ((frozen_at is null) = (entrants is null) and (entrants is null) = (after_number is null));`,
    );
    this.addSql(
      `alter table "draw" add constraint "draw_held_after_hash" check (drawn_at is null or (entrants_hash is not null and (source is null or public_value is not null)));`,
    );
    this.addSql(
      `alter table "draw" add constraint "draw_numbers_in_list" check (numbered = 0 or (drawn_at is not null and numbered <= entrants));`,
    );
  }

  #allow(actions: string): void {
    this.addSql(`alter table operator_action drop constraint operator_action_action_check;`);
    this.addSql(
      `alter table operator_action add constraint "operator_action_action_check" check ("action" in (${actions})) not valid;`,
    );
  }

  override down(): void | Promise<void> {
    this.#allow(
      `'createConcert', 'createPerformance', 'cancelPerformance', 'configureQueue', 'createUser', 'deleteUser', 'refund', 'redeemTicket'`,
    );
    this.addSql(`drop table if exists "draw" cascade;`);
    this.addSql(`drop table if exists "draw_entry" cascade;`);
    this.addSql(`drop table if exists "queue_change" cascade;`);

    this.addSql(
      `alter table "queue" drop column "draw_source", drop column "numbered_to", drop column "seq", drop column "round", drop column "last_entry", drop column "left_entries", drop column "admitted", drop column "left_waiting";`,
    );
    this.addSql(
      `alter table "queue" drop column "watermark", add "purged_expired" bigint not null default '0';`,
    );

    this.addSql(`drop index queue_token_prequeue;`);
    this.addSql(
      `create index queue_token_prequeue on queue_token (concert_id) where status = 'PREQUEUE';`,
    );
    this.addSql(`drop index "queue_token_completed";`);
    this.addSql(`drop index "queue_token_left_admitted";`);
    this.addSql(
      `alter table "queue_token" drop constraint "queue_token_concert_id_round_entry_unique";`,
    );
    this.addSql(`alter table "queue_token" drop constraint "queue_token_prequeue_has_entry";`);
    this.addSql(`alter table "queue_token" drop column "round", drop column "entry";`);
  }

  /** Queues that are there already get what the line has come to, and the draw of who joined early. */
  #carryOver(): void {
    this.addSql(`
      update queue_token k set round = 1, entry = e.entry from (
        select id, row_number() over (partition by concert_id order by joined_at, id) as entry
        from queue_token where status = 'PREQUEUE') e
      where k.id = e.id;`);
    this.addSql(`
      insert into draw_entry (concert_id, round, entry, entrant)
      select concert_id, 1, entry, substring(encode(sha256(uuid_send(id)), 'hex') for 32)::uuid
      from queue_token where status = 'PREQUEUE';`);
    this.addSql(`
      insert into draw (concert_id, round, seed)
      select concert_id, 1,
        sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
      from queue;`);
    this.addSql(`
      update queue q set purged_left = 0,
        watermark = coalesce((select min(k.number) - 1 from queue_token k
          where k.concert_id = q.concert_id and k.status = 'WAITING'), q.last_number),
        last_entry = (select count(*) from queue_token k
          where k.concert_id = q.concert_id and k.status = 'PREQUEUE'),
        admitted = (select count(*) from admission a where a.concert_id = q.concert_id);`);
    this.addSql(`
      update queue q set left_waiting = greatest(0, q.last_number - q.admitted -
        (select count(*) from queue_token k
          where k.concert_id = q.concert_id and k.status = 'WAITING'));`);
  }
}
