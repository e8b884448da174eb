import { Migration } from '@mikro-orm/migrations';

export class Migration20261124065101_Initial extends Migration {
  override name = 'Migration20261124065101_Initial';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "concert" ("id" uuid not null, "title" varchar(200) not null, "artist" varchar(200) not null, "venue" varchar(200) not null, "description" text not null default '', "sales_open_at" timestamptz null, "sales_close_at" timestamptz null, "hold_limit" int not null default 4, "created_at" timestamptz not null default now(), primary key ("id"));`,
    );

    this.addSql(
      `create table "admission" ("id" bigserial primary key, "concert_id" uuid not null, "token_id" uuid not null, "number" bigint not null, "admitted_at" timestamptz not null, "ended_at" timestamptz null, "max_active" int not null, "admit_per_minute" int not null);`,
    );
    this.addSql(
      `alter table "admission" add constraint "admission_token_id_unique" unique ("token_id");`,
    );
    this.addSql(
      `create index "admission_concert_id_admitted_at_index" on "admission" ("concert_id", "admitted_at");`,
    );

    this.addSql(
      `create table "performance" ("id" uuid not null, "concert_id" uuid not null, "starts_at" timestamptz not null, "timezone" varchar(64) not null, "status" text not null default 'SCHEDULED', "cancelled_at" timestamptz null, "cancel_reason" varchar(500) null, "seats_total" int not null default 0, "seats_version" bigint not null default '1', primary key ("id"));`,
    );
    this.addSql(
      `create index "performance_concert_id_starts_at_index" on "performance" ("concert_id", "starts_at");`,
    );

    this.addSql(
      `create table "queue" ("concert_id" uuid not null, "max_active" int not null default 500, "admit_per_minute" int not null default 1000, "active_seconds" int not null default 600, "claim_seconds" int not null default 60, "poll_after_seconds" int not null default 5, "opens_at" timestamptz null, "paused" boolean not null default false, "closed" boolean not null default false, "last_number" bigint not null default '0', "purged_completed" bigint not null default '0', "purged_expired" bigint not null default '0', "purged_left" bigint not null default '0', primary key ("concert_id"));`,
    );

    this.addSql(
      `create table "section" ("id" uuid not null, "performance_id" uuid not null, "name" varchar(200) not null, "position" int not null, "price" bigint not null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "section" add constraint "section_performance_id_name_unique" unique ("performance_id", "name");`,
    );

    this.addSql(
      `create table "seat" ("id" uuid not null, "performance_id" uuid not null, "section_id" uuid not null, "row_name" varchar(10) not null, "number" int not null, "label" varchar(220) not null, "reservation_id" uuid null, "holder_id" uuid null, "hold_expires_at" timestamptz null, "sold" boolean not null default false, "version" bigint null default '1', primary key ("id"));`,
    );
    this.addSql(
      `create index "seat_performance_id_version_index" on "seat" ("performance_id", "version");`,
    );
    this.addSql(
      `create index seat_held on seat (performance_id, hold_expires_at) where hold_expires_at is not null;`,
    );
    this.addSql(
      `alter table "seat" add constraint "seat_section_id_row_name_number_unique" unique ("section_id", "row_name", "number");`,
    );

    this.addSql(
      `create table "app_user" ("id" uuid not null, "name" varchar(200) not null, "external_id" varchar(255) null, "role" text not null default 'customer', "created_at" timestamptz not null default now(), "deleted_at" timestamptz null, primary key ("id"));`,
    );
    this.addSql(`create index "app_user_name_index" on "app_user" ("name");`);
    this.addSql(
      `alter table "app_user" add constraint "app_user_external_id_unique" unique ("external_id");`,
    );

    this.addSql(
      `create table "top_up" ("id" uuid not null, "user_id" uuid not null, "amount" bigint not null, "status" text not null default 'PENDING', "procedure" varchar(64) not null, "idempotency_key" varchar(128) null, "lease_until" timestamptz not null, "created_at" timestamptz not null, "entry_id" uuid null, primary key ("id"));`,
    );
    this.addSql(
      `create index top_up_open on top_up (lease_until) where status in ('PENDING', 'CONFIRMING');`,
    );
    this.addSql(
      `alter table "top_up" add constraint "top_up_user_id_procedure_idempotency_key_unique" unique ("user_id", "procedure", "idempotency_key");`,
    );

    this.addSql(
      `create table "reservation" ("id" uuid not null, "user_id" uuid not null, "concert_id" uuid not null, "performance_id" uuid not null, "token_id" uuid not null, "status" text not null default 'HELD', "amount" bigint not null, "seat_count" int not null, "held_at" timestamptz not null, "hold_expires_at" timestamptz not null, "ended_at" timestamptz null, primary key ("id"));`,
    );
    this.addSql(
      `create index "reservation_performance_id_index" on "reservation" ("performance_id");`,
    );
    this.addSql(
      `create index "reservation_user_id_performance_id_index" on "reservation" ("user_id", "performance_id");`,
    );
    this.addSql(
      `create index reservation_due on reservation (hold_expires_at) where status = 'HELD';`,
    );
    this.addSql(
      `create index reservation_held_with on reservation (token_id, hold_expires_at) where status = 'HELD';`,
    );

    this.addSql(
      `create table "reservation_seat" ("reservation_id" uuid not null, "seat_id" uuid not null, "label" varchar(220) not null, "price" bigint not null, "paid" boolean not null default false, primary key ("reservation_id", "seat_id"));`,
    );
    this.addSql(
      `create unique index reservation_seat_one_paid_owner on reservation_seat (seat_id) where paid;`,
    );

    this.addSql(
      `create table "queue_token" ("id" uuid not null, "concert_id" uuid not null, "user_id" uuid not null, "number" bigint null, "status" text not null, "joined_at" timestamptz not null, "admitted_at" timestamptz null, "claimed_at" timestamptz null, "deadline_at" timestamptz null, "ends_at" timestamptz null, "ended_at" timestamptz null, "hold_seq" int not null default 0, primary key ("id"));`,
    );
    this.addSql(
      `create index queue_token_prequeue on queue_token (concert_id) where status = 'PREQUEUE';`,
    );
    this.addSql(
      `create index queue_token_ended on queue_token (concert_id, ended_at) where status in ('COMPLETED', 'EXPIRED', 'LEFT');`,
    );
    this.addSql(
      `create index queue_token_waiting on queue_token (concert_id, number) where status = 'WAITING';`,
    );
    this.addSql(
      `create index queue_token_active on queue_token (concert_id, ends_at) where status = 'ACTIVE';`,
    );
    this.addSql(
      `alter table "queue_token" add constraint "queue_token_concert_id_number_unique" unique ("concert_id", "number");`,
    );
    this.addSql(
      `create unique index queue_token_one_live_place on queue_token (concert_id, user_id) where status in ('PREQUEUE', 'WAITING', 'ACTIVE');`,
    );

    this.addSql(
      `create table "payment" ("id" uuid not null, "reservation_id" uuid not null, "user_id" uuid not null, "concert_id" uuid not null, "performance_id" uuid not null, "amount" bigint not null, "balance_after" bigint not null, "status" text not null default 'PAID', "paid_at" timestamptz not null, "refunded_at" timestamptz null, "refund_reason" varchar(500) null, primary key ("id"));`,
    );
    this.addSql(`create index "payment_user_id_index" on "payment" ("user_id");`);
    this.addSql(`create index "payment_performance_id_index" on "payment" ("performance_id");`);
    this.addSql(
      `alter table "payment" add constraint "payment_one_a_reservation" unique ("reservation_id");`,
    );

    this.addSql(
      `create table "ticket" ("id" uuid not null, "payment_id" uuid not null, "seat_id" uuid not null, "performance_id" uuid not null, "label" varchar(220) not null, "status" text not null default 'VALID', "redeemed_at" timestamptz null, primary key ("id"));`,
    );
    this.addSql(
      `alter table "ticket" add constraint "ticket_payment_id_seat_id_unique" unique ("payment_id", "seat_id");`,
    );

    this.addSql(
      `create table "operator_action" ("id" uuid not null, "operator_id" uuid not null, "action" text not null, "target_id" uuid not null, "details" jsonb not null, "created_at" timestamptz not null, primary key ("id"));`,
    );
    this.addSql(
      `create index "operator_action_operator_id_created_at_index" on "operator_action" ("operator_id", "created_at");`,
    );
    this.addSql(
      `create index "operator_action_target_id_index" on "operator_action" ("target_id");`,
    );

    this.addSql(
      `create table "ledger_entry" ("seq" bigserial primary key, "id" uuid not null, "user_id" uuid not null, "type" text not null, "amount" bigint not null, "balance_after" bigint not null, "payment_id" uuid null, "created_at" timestamptz not null);`,
    );
    this.addSql(
      `alter table "ledger_entry" add constraint "ledger_entry_id_unique" unique ("id");`,
    );
    this.addSql(
      `create index "ledger_entry_user_id_seq_index" on "ledger_entry" ("user_id", "seq");`,
    );
    this.addSql(
      `alter table "ledger_entry" add constraint "ledger_entry_one_of_a_type_a_payment" unique ("payment_id", "type");`,
    );

    this.addSql(
      `create table "idempotency_key" ("user_id" uuid not null, "procedure" varchar(64) not null, "key" varchar(128) not null, "input_hash" varchar(64) not null, "answer" jsonb not null, "created_at" timestamptz not null, primary key ("user_id", "procedure", "key"));`,
    );
    this.addSql(
      `create index "idempotency_key_created_at_index" on "idempotency_key" ("created_at");`,
    );

    this.addSql(
      `create table "account" ("user_id" uuid not null, "balance" bigint not null default '0', primary key ("user_id"));`,
    );

    this.addSql(
      `alter table "concert" add constraint "concert_hold_limit_positive" check (hold_limit > 0);`,
    );
    this.addSql(
      `alter table "concert" add constraint "concert_sales_window" check (sales_close_at is null or sales_open_at is null or sales_open_at < sales_close_at);`,
    );

    this.addSql(
      `alter table "admission" add constraint "admission_concert_id_foreign" foreign key ("concert_id") references "concert" ("id");`,
    );

    this.addSql(
      `alter table "performance" add constraint "performance_concert_id_foreign" foreign key ("concert_id") references "concert" ("id");`,
    );
    this.addSql(
      `alter table "performance" add constraint "performance_cancelled_says_when" check ((status = 'CANCELLED') = (cancelled_at is not null));`,
    );
    this.addSql(
      `alter table "performance" add constraint "performance_status_check" check ("status" in ('SCHEDULED', 'CANCELLED'));`,
    );

    this.addSql(
      `alter table "queue" add constraint "queue_concert_id_foreign" foreign key ("concert_id") references "concert" ("id") on update cascade on delete cascade;`,
    );
    this.addSql(
      `alter table "queue" add constraint "queue_limits_not_negative" check (max_active >= 0 and admit_per_minute >= 0);`,
    );
    this.addSql(
      `alter table "queue" add constraint "queue_claim_covers_two_polls" check (poll_after_seconds > 0 and claim_seconds >= 2 * poll_after_seconds);`,
    );
    this.addSql(
      `alter table "queue" add constraint "queue_active_positive" check (active_seconds > 0);`,
    );

    this.addSql(
      `alter table "section" add constraint "section_performance_id_foreign" foreign key ("performance_id") references "performance" ("id");`,
    );
    this.addSql(
      `alter table "section" add constraint "section_price_not_negative" check (price >= 0);`,
    );

    this.addSql(
      `alter table "seat" add constraint "seat_performance_id_foreign" foreign key ("performance_id") references "performance" ("id");`,
    );
    this.addSql(
      `alter table "seat" add constraint "seat_section_id_foreign" foreign key ("section_id") references "section" ("id");`,
    );
    this.addSql(
      `alter table "seat" add constraint "seat_owned_or_free" check ((reservation_id is null) = (holder_id is null) and (reservation_id is not null) = (sold or hold_expires_at is not null) and not (sold and hold_expires_at is not null));`,
    );

    this.addSql(
      `alter table "app_user" add constraint "app_user_role_check" check ("role" in ('customer', 'operator', 'service'));`,
    );

    this.addSql(
      `alter table "top_up" add constraint "top_up_user_id_foreign" foreign key ("user_id") references "app_user" ("id");`,
    );
    this.addSql(`alter table "top_up" add constraint "top_up_amount_positive" check (amount > 0);`);
    this.addSql(
      `alter table "top_up" add constraint "top_up_credited_has_entry" check ((status = 'CREDITED') = (entry_id is not null));`,
    );
    this.addSql(
      `alter table "top_up" add constraint "top_up_status_check" check ("status" in ('PENDING', 'CONFIRMING', 'CREDITED', 'DECLINED', 'FAILED'));`,
    );

    this.addSql(
      `alter table "reservation" add constraint "reservation_user_id_foreign" foreign key ("user_id") references "app_user" ("id");`,
    );
    this.addSql(
      `alter table "reservation" add constraint "reservation_concert_id_foreign" foreign key ("concert_id") references "concert" ("id");`,
    );
    this.addSql(
      `alter table "reservation" add constraint "reservation_performance_id_foreign" foreign key ("performance_id") references "performance" ("id");`,
    );
    this.addSql(
      `alter table "reservation" add constraint "reservation_has_seats" check (seat_count > 0 and amount >= 0);`,
    );
    this.addSql(
      `alter table "reservation" add constraint "reservation_expires_later" check (hold_expires_at > held_at);`,
    );
    this.addSql(
      `alter table "reservation" add constraint "reservation_status_check" check ("status" in ('HELD', 'PAID', 'EXPIRED', 'RELEASED', 'REFUNDED'));`,
    );

    this.addSql(
      `alter table "reservation_seat" add constraint "reservation_seat_reservation_id_foreign" foreign key ("reservation_id") references "reservation" ("id") on update cascade on delete cascade;`,
    );
    this.addSql(
      `alter table "reservation_seat" add constraint "reservation_seat_seat_id_foreign" foreign key ("seat_id") references "seat" ("id") on update cascade on delete cascade;`,
    );

    this.addSql(
      `alter table "queue_token" add constraint "queue_token_concert_id_foreign" foreign key ("concert_id") references "concert" ("id");`,
    );
    this.addSql(
      `alter table "queue_token" add constraint "queue_token_user_id_foreign" foreign key ("user_id") references "app_user" ("id");`,
    );
    this.addSql(
      `alter table "queue_token" add constraint "queue_token_waiting_has_number" check (status <> 'WAITING' or number is not null);`,
    );
    this.addSql(
      `alter table "queue_token" add constraint "queue_token_active_has_ends" check (not (status in ('ACTIVE', 'COMPLETED')) or (number is not null and admitted_at is not null and deadline_at is not null and ends_at is not null));`,
    );
    this.addSql(
      `alter table "queue_token" add constraint "queue_token_ended_says_when" check ((status in ('COMPLETED', 'EXPIRED', 'LEFT')) = (ended_at is not null));`,
    );
    this.addSql(
      `alter table "queue_token" add constraint "queue_token_status_check" check ("status" in ('PREQUEUE', 'WAITING', 'ACTIVE', 'COMPLETED', 'EXPIRED', 'LEFT'));`,
    );

    this.addSql(
      `alter table "payment" add constraint "payment_reservation_id_foreign" foreign key ("reservation_id") references "reservation" ("id");`,
    );
    this.addSql(
      `alter table "payment" add constraint "payment_user_id_foreign" foreign key ("user_id") references "app_user" ("id");`,
    );
    this.addSql(
      `alter table "payment" add constraint "payment_concert_id_foreign" foreign key ("concert_id") references "concert" ("id");`,
    );
    this.addSql(
      `alter table "payment" add constraint "payment_performance_id_foreign" foreign key ("performance_id") references "performance" ("id");`,
    );
    this.addSql(
      `alter table "payment" add constraint "payment_amount_not_negative" check (amount >= 0 and balance_after >= 0);`,
    );
    this.addSql(
      `alter table "payment" add constraint "payment_refunded_says_when" check ((status = 'REFUNDED') = (refunded_at is not null));`,
    );
    this.addSql(
      `alter table "payment" add constraint "payment_status_check" check ("status" in ('PAID', 'REFUNDED'));`,
    );

    this.addSql(
      `alter table "ticket" add constraint "ticket_payment_id_foreign" foreign key ("payment_id") references "payment" ("id");`,
    );
    this.addSql(
      `alter table "ticket" add constraint "ticket_seat_id_foreign" foreign key ("seat_id") references "seat" ("id");`,
    );
    this.addSql(
      `alter table "ticket" add constraint "ticket_performance_id_foreign" foreign key ("performance_id") references "performance" ("id");`,
    );
    this.addSql(
      `alter table "ticket" add constraint "ticket_redeemed_says_when" check (status <> 'REDEEMED' or redeemed_at is not null);`,
    );
    this.addSql(
      `alter table "ticket" add constraint "ticket_status_check" check ("status" in ('VALID', 'REDEEMED', 'VOID'));`,
    );

    this.addSql(
      `alter table "operator_action" add constraint "operator_action_operator_id_foreign" foreign key ("operator_id") references "app_user" ("id");`,
    );
    this.addSql(
      `alter table "operator_action" add constraint "operator_action_action_check" check ("action" in ('createConcert', 'createPerformance', 'cancelPerformance', 'configureQueue', 'createUser', 'deleteUser', 'refund', 'redeemTicket'));`,
    );
    this.addSql(
      `create or replace function "operator_action_operator_action_append_only_fn"() returns trigger as $$ begin raise exception 'operator_action is append-only' using errcode = 'restrict_violation'; end; $$ language plpgsql;`,
    );
    this.addSql(
      `create trigger "operator_action_append_only" BEFORE UPDATE OR DELETE on "operator_action" for each STATEMENT execute function "operator_action_operator_action_append_only_fn"();`,
    );

    this.addSql(
      `alter table "ledger_entry" add constraint "ledger_entry_user_id_foreign" foreign key ("user_id") references "app_user" ("id");`,
    );
    this.addSql(
      `alter table "ledger_entry" add constraint "ledger_entry_payment_id_foreign" foreign key ("payment_id") references "payment" ("id") on delete set null;`,
    );
    this.addSql(
      `alter table "ledger_entry" add constraint "ledger_entry_sign_fits_type" check (case type when 'CHARGE' then amount > 0 and payment_id is null when 'PAYMENT' then amount <= 0 and payment_id is not null else amount >= 0 and payment_id is not null end);`,
    );
    this.addSql(
      `alter table "ledger_entry" add constraint "ledger_entry_balance_not_negative" check (balance_after >= 0);`,
    );
    this.addSql(
      `alter table "ledger_entry" add constraint "ledger_entry_type_check" check ("type" in ('CHARGE', 'PAYMENT', 'REFUND'));`,
    );
    this.addSql(
      `create or replace function "ledger_entry_ledger_entry_append_only_fn"() returns trigger as $$ begin raise exception 'ledger_entry is append-only' using errcode = 'restrict_violation'; end; $$ language plpgsql;`,
    );
    this.addSql(
      `create trigger "ledger_entry_append_only" BEFORE UPDATE OR DELETE on "ledger_entry" for each STATEMENT execute function "ledger_entry_ledger_entry_append_only_fn"();`,
    );

    this.addSql(
      `alter table "idempotency_key" add constraint "idempotency_key_user_id_foreign" foreign key ("user_id") references "app_user" ("id");`,
    );

    this.addSql(
      `alter table "account" add constraint "account_user_id_foreign" foreign key ("user_id") references "app_user" ("id") on update cascade on delete cascade;`,
    );
    this.addSql(
      `alter table "account" add constraint "account_balance_in_bounds" check (balance >= 0 and balance <= 9007199254740991);`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "admission" drop constraint "admission_concert_id_foreign";`);
    this.addSql(`alter table "performance" drop constraint "performance_concert_id_foreign";`);
    this.addSql(`alter table "queue" drop constraint "queue_concert_id_foreign";`);
    this.addSql(`alter table "reservation" drop constraint "reservation_concert_id_foreign";`);
    this.addSql(`alter table "queue_token" drop constraint "queue_token_concert_id_foreign";`);
    this.addSql(`alter table "payment" drop constraint "payment_concert_id_foreign";`);
    this.addSql(`alter table "section" drop constraint "section_performance_id_foreign";`);
    this.addSql(`alter table "seat" drop constraint "seat_performance_id_foreign";`);
    this.addSql(`alter table "reservation" drop constraint "reservation_performance_id_foreign";`);
    this.addSql(`alter table "payment" drop constraint "payment_performance_id_foreign";`);
    this.addSql(`alter table "ticket" drop constraint "ticket_performance_id_foreign";`);
    this.addSql(`alter table "seat" drop constraint "seat_section_id_foreign";`);
    this.addSql(
      `alter table "reservation_seat" drop constraint "reservation_seat_seat_id_foreign";`,
    );
    this.addSql(`alter table "ticket" drop constraint "ticket_seat_id_foreign";`);
    this.addSql(`alter table "top_up" drop constraint "top_up_user_id_foreign";`);
    this.addSql(`alter table "reservation" drop constraint "reservation_user_id_foreign";`);
    this.addSql(`alter table "queue_token" drop constraint "queue_token_user_id_foreign";`);
    this.addSql(`alter table "payment" drop constraint "payment_user_id_foreign";`);
    this.addSql(
      `alter table "operator_action" drop constraint "operator_action_operator_id_foreign";`,
    );
    this.addSql(`alter table "ledger_entry" drop constraint "ledger_entry_user_id_foreign";`);
    this.addSql(`alter table "idempotency_key" drop constraint "idempotency_key_user_id_foreign";`);
    this.addSql(`alter table "account" drop constraint "account_user_id_foreign";`);
    this.addSql(
      `alter table "reservation_seat" drop constraint "reservation_seat_reservation_id_foreign";`,
    );
    this.addSql(`alter table "payment" drop constraint "payment_reservation_id_foreign";`);
    this.addSql(`alter table "ticket" drop constraint "ticket_payment_id_foreign";`);
    this.addSql(`alter table "ledger_entry" drop constraint "ledger_entry_payment_id_foreign";`);

    this.addSql(`drop table if exists "concert" cascade;`);
    this.addSql(`drop table if exists "admission" cascade;`);
    this.addSql(`drop table if exists "performance" cascade;`);
    this.addSql(`drop table if exists "queue" cascade;`);
    this.addSql(`drop table if exists "section" cascade;`);
    this.addSql(`drop table if exists "seat" cascade;`);
    this.addSql(`drop table if exists "app_user" cascade;`);
    this.addSql(`drop table if exists "top_up" cascade;`);
    this.addSql(`drop table if exists "reservation" cascade;`);
    this.addSql(`drop table if exists "reservation_seat" cascade;`);
    this.addSql(`drop table if exists "queue_token" cascade;`);
    this.addSql(`drop table if exists "payment" cascade;`);
    this.addSql(`drop table if exists "ticket" cascade;`);
    this.addSql(`drop trigger if exists "operator_action_append_only" on "operator_action";`);
    this.addSql(`drop function if exists "operator_action_operator_action_append_only_fn"();`);
    this.addSql(`drop table if exists "operator_action" cascade;`);
    this.addSql(`drop trigger if exists "ledger_entry_append_only" on "ledger_entry";`);
    this.addSql(`drop function if exists "ledger_entry_ledger_entry_append_only_fn"();`);
    this.addSql(`drop table if exists "ledger_entry" cascade;`);
    this.addSql(`drop table if exists "idempotency_key" cascade;`);
    this.addSql(`drop table if exists "account" cascade;`);
  }
}
