// Breaking: servers of the version before cannot run beside this schema. Stop them, migrate, start.
import { Migration } from '@mikro-orm/migrations';

/**
 * Carries over the top-ups of before, which only the sandbox made. One whose call was interrupted before the
 * provider had agreed is CANCELLED; one after that is open and is finished by the servers. The answers of
 * repeated calls move to the table of stored answers; their currency is that of another stored answer. `XXX` is
 * the ISO 4217 code of no currency: the sandbox took no money.
 */
const KEEP_WHAT_WAS = [
  `alter table ledger_entry disable trigger ledger_entry_append_only`,
  `update ledger_entry e set top_up_id = u.id, origin = 'PROVIDER' from top_up u where u.entry_id = e.id`,
  `update ledger_entry set origin = 'DIRECT' where type = 'CHARGE' and origin is null`,
  `alter table ledger_entry enable trigger ledger_entry_append_only`,
  `update top_up set
     input_hash = encode(sha256(convert_to('{"json":{"amount":' || amount || '}}', 'UTF8')), 'hex')
   where procedure = 'balance.charge'`,
  `insert into idempotency_key (user_id, procedure, key, input_hash, answer, created_at)
   select u.user_id, u.procedure, u.idempotency_key, u.input_hash,
     jsonb_build_object('json', jsonb_build_object('amount', e.balance_after, 'currency',
       coalesce((select answer #>> '{json,currency}' from idempotency_key
         where answer #>> '{json,currency}' is not null limit 1), 'KRW'), 'entryId', e.id)),
     u.created_at
   from top_up u join ledger_entry e on e.id = u.entry_id
   where u.procedure = 'balance.charge' and u.idempotency_key is not null
   on conflict do nothing`,
  `update top_up set reservation_id = idempotency_key::uuid, idempotency_key = null
   where procedure = 'payment.pay'`,
  `update top_up set open_until = created_at + interval '30 minutes', check_at = now(),
     paid_amount = case when status = 'CREDITED' then amount end,
     paid_currency = case when status = 'CREDITED' then 'XXX' end,
     ended_at = case when status <> 'CONFIRMING' then created_at end,
     status = case status when 'CONFIRMING' then 'PROCESSING' when 'PENDING' then 'CANCELLED'
       when 'FAILED' then 'CANCELLED' else status end`,
];

/** A key had one row only, and a row that was given up could be begun anew: the newest attempt keeps the key. */
const KEEP_WHAT_IS = [
  `update top_up u set entry_id = e.id from ledger_entry e where e.top_up_id = u.id and e.type = 'CHARGE'`,
  `update top_up set idempotency_key = reservation_id::text where procedure = 'payment.pay'`,
  `update top_up u set idempotency_key = null where exists (select from top_up other
     where other.user_id = u.user_id and other.procedure = u.procedure
       and other.idempotency_key = u.idempotency_key and other.id > u.id)`,
  `update top_up set lease_until = now(), status = case
     when status in ('REQUIRES_ACTION', 'PROCESSING') then 'CONFIRMING'
     when status in ('CANCELLED', 'EXPIRED') then 'FAILED' else status end`,
];

export class Migration20261129064449_TopUpAttempts extends Migration {
  override name = 'Migration20261129064449_TopUpAttempts';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "provider_message" ("provider" varchar(64) not null, "id" varchar(255) not null, "type" varchar(255) not null, "message" jsonb not null, "received_at" timestamptz not null, "handled_at" timestamptz null, "top_up_id" uuid null, "check_at" timestamptz not null, "checks" int not null default 0, primary key ("provider", "id"));`,
    );
    this.addSql(
      `create index "provider_message_top_up_id_index" on "provider_message" ("top_up_id");`,
    );
    this.addSql(
      `create index provider_message_due on provider_message (check_at) where handled_at is null;`,
    );

    this.addSql(
      `create table "top_up_refund" ("id" uuid not null, "top_up_id" uuid not null, "amount" bigint not null, "currency" varchar(3) not null, "withdrawn" boolean not null, "status" text not null default 'PENDING', "created_at" timestamptz not null, "ended_at" timestamptz null, "check_at" timestamptz not null, "checks" int not null default 0, primary key ("id"));`,
    );
    this.addSql(`create index "top_up_refund_top_up_id_index" on "top_up_refund" ("top_up_id");`);
    this.addSql(
      `create index top_up_refund_due on top_up_refund (check_at) where status = 'PENDING';`,
    );
    this.addSql(
      `create unique index top_up_refund_one_pending on top_up_refund (top_up_id) where status = 'PENDING';`,
    );

    this.addSql(`drop index "top_up_open";`);
    this.addSql(
      `alter table "top_up" drop constraint "top_up_user_id_procedure_idempotency_key_unique";`,
    );
    this.addSql(`alter table "top_up" drop constraint "top_up_credited_has_entry";`);
    this.addSql(`alter table "top_up" drop constraint "top_up_status_check";`);
    this.addSql(
      `alter table "top_up" add "reservation_id" uuid null, add "provider" varchar(64) not null default 'sandbox', add "input_hash" varchar(64) not null default '', add "return_url" text null, add "reference" varchar(255) null, add "payment_reference" varchar(255) null, add "action_url" text null, add "open_until" timestamptz null, add "ended_at" timestamptz null, add "cancel_requested" boolean not null default false, add "paid_amount" bigint null, add "paid_currency" varchar(3) null, add "returned_amount" bigint not null default '0', add "refunded_at" timestamptz null, add "attention" text null, add "check_at" timestamptz null, add "checks" int not null default 0;`,
    );
    this.addSql(`alter table "top_up" alter column "status" set default 'PROCESSING';`);
    this.addSql(`alter table "ledger_entry" add "top_up_id" uuid null, add "origin" text null;`);
    for (const text of KEEP_WHAT_WAS) this.addSql(text);
    this.addSql(
      `alter table "top_up" drop column "entry_id", alter column "provider" drop default, alter column "input_hash" drop default, alter column "open_until" set not null, alter column "check_at" set not null;`,
    );
    this.addSql(`create index "top_up_payment_reference_index" on "top_up" ("payment_reference");`);
    this.addSql(`create index "top_up_user_id_id_index" on "top_up" ("user_id", "id");`);
    this.addSql(
      `create index top_up_due on top_up (check_at) where status in ('REQUIRES_ACTION', 'PROCESSING') and attention is null;`,
    );
    this.addSql(`create index top_up_attention on top_up (id) where attention is not null;`);
    this.addSql(
      `alter table "top_up" add constraint "top_up_provider_reference_unique" unique ("provider", "reference");`,
    );
    this.addSql(
      `create unique index top_up_one_open_a_key on top_up (user_id, procedure, idempotency_key) where status in ('REQUIRES_ACTION', 'PROCESSING');`,
    );
    this.addSql(
      `create unique index top_up_one_open_a_reservation on top_up (reservation_id) where status in ('REQUIRES_ACTION', 'PROCESSING');`,
    );
    this.addSql(
      `alter table "top_up" add constraint "top_up_ended_or_open" check ((ended_at is null) = (status in ('REQUIRES_ACTION', 'PROCESSING')));`,
    );
    this.addSql(
      `alter table "top_up" add constraint "top_up_paid" check ((paid_amount is null) = (paid_currency is null));`,
    );
    this.addSql(
      `alter table "top_up" add constraint "top_up_returns_what_was_paid" check (returned_amount >= 0 and returned_amount <= coalesce(paid_amount, 0));`,
    );
    this.addSql(
      `alter table "top_up" add constraint "top_up_status_check" check ("status" in ('REQUIRES_ACTION', 'PROCESSING', 'CREDITED', 'DECLINED', 'CANCELLED', 'EXPIRED'));`,
    );
    this.addSql(
      `create or replace function "top_up_top_up_keeps_identity_fn"() returns trigger as $$ begin if tg_op = 'DELETE' or new.id is distinct from old.id or new.user_id is distinct from old.user_id or new.amount is distinct from old.amount or new.provider is distinct from old.provider or new.procedure is distinct from old.procedure or new.idempotency_key is distinct from old.idempotency_key or new.input_hash is distinct from old.input_hash or new.reservation_id is distinct from old.reservation_id or new.created_at is distinct from old.created_at then raise exception 'top_up keeps its rows and their identity' using errcode = 'restrict_violation'; end if; return new; end; $$ language plpgsql;`,
    );
    this.addSql(
      `create trigger "top_up_keeps_identity" BEFORE UPDATE OR DELETE on "top_up" for each ROW execute function "top_up_top_up_keeps_identity_fn"();`,
    );

    this.addSql(
      `alter table "reservation" add "grace_top_up_id" uuid null, add "expires_before_grace" timestamptz null;`,
    );
    this.addSql(
      `create index reservation_in_grace on reservation (grace_top_up_id) where status = 'HELD' and grace_top_up_id is not null;`,
    );

    this.addSql(`alter table "operator_action" drop constraint "operator_action_action_check";`);
    this.addSql(
      `alter table "operator_action" add constraint "operator_action_action_check" check ("action" in ('createConcert', 'updateConcert', 'createPerformance', 'updatePerformance', 'cancelPerformance', 'configureQueue', 'publishDrawValue', 'createUser', 'deleteUser', 'refund', 'refundTopUp', 'resolveTopUp', 'redeemTicket', 'undoRedeem', 'createJob', 'requeueJob', 'retryJob', 'pauseJob', 'resumeJob', 'deleteJob'));`,
    );

    this.addSql(`alter table "ledger_entry" drop constraint "ledger_entry_sign_fits_type";`);
    this.addSql(`alter table "ledger_entry" drop constraint "ledger_entry_type_check";`);
    this.addSql(
      `alter table "ledger_entry" add constraint "ledger_entry_top_up_id_foreign" foreign key ("top_up_id") references "top_up" ("id") on delete set null;`,
    );
    this.addSql(
      `create index ledger_entry_of_top_up on ledger_entry (top_up_id) where top_up_id is not null;`,
    );
    this.addSql(
      `create unique index ledger_entry_one_credit_a_top_up on ledger_entry (top_up_id) where type = 'CHARGE' and top_up_id is not null;`,
    );
    this.addSql(
      `alter table "ledger_entry" add constraint "ledger_entry_names_its_top_up" check (case type when 'CHARGE' then origin is not null and origin = case when top_up_id is null then 'DIRECT' else 'PROVIDER' end when 'WITHDRAWAL' then origin is null and top_up_id is not null else origin is null and top_up_id is null end);`,
    );
    this.addSql(
      `alter table "ledger_entry" add constraint "ledger_entry_sign_fits_type" check (case type when 'CHARGE' then amount > 0 and payment_id is null when 'PAYMENT' then amount <= 0 and payment_id is not null when 'WITHDRAWAL' then amount <> 0 and payment_id is null else amount >= 0 and payment_id is not null end);`,
    );
    this.addSql(
      `alter table "ledger_entry" add constraint "ledger_entry_type_check" check ("type" in ('CHARGE', 'PAYMENT', 'REFUND', 'WITHDRAWAL'));`,
    );

    this.addSql(
      `alter table "top_up_refund" add constraint "top_up_refund_top_up_id_foreign" foreign key ("top_up_id") references "top_up" ("id");`,
    );
    this.addSql(
      `alter table "top_up_refund" add constraint "top_up_refund_amount_positive" check (amount > 0);`,
    );
    this.addSql(
      `alter table "top_up_refund" add constraint "top_up_refund_ended" check ((ended_at is null) = (status = 'PENDING'));`,
    );
    this.addSql(
      `alter table "top_up_refund" add constraint "top_up_refund_status_check" check ("status" in ('PENDING', 'DONE', 'REFUSED'));`,
    );
    this.addSql(
      `create or replace function "top_up_refund_top_up_refund_keeps_identity_fn"() returns trigger as $$ begin if tg_op = 'DELETE' or new.id is distinct from old.id or new.top_up_id is distinct from old.top_up_id or new.amount is distinct from old.amount or new.currency is distinct from old.currency or new.created_at is distinct from old.created_at then raise exception 'top_up_refund keeps its rows and their identity' using errcode = 'restrict_violation'; end if; return new; end; $$ language plpgsql;`,
    );
    this.addSql(
      `create trigger "top_up_refund_keeps_identity" BEFORE UPDATE OR DELETE on "top_up_refund" for each ROW execute function "top_up_refund_top_up_refund_keeps_identity_fn"();`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop table if exists "provider_message" cascade;`);
    this.addSql(`drop trigger if exists "top_up_keeps_identity" on "top_up";`);
    this.addSql(`drop function if exists "top_up_top_up_keeps_identity_fn"();`);
    this.addSql(`alter table "top_up" drop constraint "top_up_ended_or_open";`);
    this.addSql(`alter table "top_up" drop constraint "top_up_status_check";`);
    this.addSql(`drop index "top_up_one_open_a_key";`);
    this.addSql(`drop index "top_up_one_open_a_reservation";`);
    this.addSql(`alter table "top_up" add "entry_id" uuid null;`);
    for (const text of KEEP_WHAT_IS) this.addSql(text);
    this.addSql(`drop trigger if exists "top_up_refund_keeps_identity" on "top_up_refund";`);
    this.addSql(`drop function if exists "top_up_refund_top_up_refund_keeps_identity_fn"();`);
    this.addSql(`drop table if exists "top_up_refund" cascade;`);

    this.addSql(`alter table "ledger_entry" drop constraint "ledger_entry_top_up_id_foreign";`);

    this.addSql(`drop index "ledger_entry_of_top_up";`);
    this.addSql(`drop index "ledger_entry_one_credit_a_top_up";`);
    this.addSql(`alter table "ledger_entry" drop constraint "ledger_entry_names_its_top_up";`);
    this.addSql(`alter table "ledger_entry" drop constraint "ledger_entry_sign_fits_type";`);
    this.addSql(`alter table "ledger_entry" drop constraint "ledger_entry_type_check";`);
    this.addSql(`alter table "ledger_entry" drop column "top_up_id", drop column "origin";`);
    this.addSql(
      `alter table "ledger_entry" add constraint "ledger_entry_sign_fits_type" check (case type when 'CHARGE' then amount > 0 and payment_id is null when 'PAYMENT' then amount <= 0 and payment_id is not null else amount >= 0 and payment_id is not null end);`,
    );
    this.addSql(
      `alter table "ledger_entry" add constraint "ledger_entry_type_check" check ("type" in ('CHARGE', 'PAYMENT', 'REFUND'));`,
    );

    this.addSql(`alter table "operator_action" drop constraint "operator_action_action_check";`);
    this.addSql(
      `alter table "operator_action" add constraint "operator_action_action_check" check ("action" in ('createConcert', 'updateConcert', 'createPerformance', 'updatePerformance', 'cancelPerformance', 'configureQueue', 'publishDrawValue', 'createUser', 'deleteUser', 'refund', 'redeemTicket', 'undoRedeem', 'createJob', 'requeueJob', 'retryJob', 'pauseJob', 'resumeJob', 'deleteJob'));`,
    );

    this.addSql(`drop index "reservation_in_grace";`);
    this.addSql(
      `alter table "reservation" drop column "grace_top_up_id", drop column "expires_before_grace";`,
    );

    this.addSql(`drop index "top_up_payment_reference_index";`);
    this.addSql(`drop index "top_up_user_id_id_index";`);
    this.addSql(`drop index "top_up_due";`);
    this.addSql(`drop index "top_up_attention";`);
    this.addSql(`alter table "top_up" drop constraint "top_up_provider_reference_unique";`);
    this.addSql(`alter table "top_up" drop constraint "top_up_paid";`);
    this.addSql(`alter table "top_up" drop constraint "top_up_returns_what_was_paid";`);
    this.addSql(
      `alter table "top_up" drop column "provider", drop column "input_hash", drop column "return_url", drop column "reference", drop column "payment_reference", drop column "action_url", drop column "open_until", drop column "ended_at", drop column "cancel_requested", drop column "paid_amount", drop column "paid_currency", drop column "returned_amount", drop column "refunded_at", drop column "attention", drop column "check_at", drop column "checks";`,
    );
    this.addSql(`alter table "top_up" alter column "status" set default 'PENDING';`);
    this.addSql(`alter table "top_up" drop column "reservation_id";`);
    this.addSql(
      `create index top_up_open on top_up (lease_until) where status in ('PENDING', 'CONFIRMING');`,
    );
    this.addSql(
      `alter table "top_up" add constraint "top_up_user_id_procedure_idempotency_key_unique" unique ("user_id", "procedure", "idempotency_key");`,
    );
    this.addSql(
      `alter table "top_up" add constraint "top_up_credited_has_entry" check ((status = 'CREDITED') = (entry_id is not null));`,
    );
    this.addSql(
      `alter table "top_up" add constraint "top_up_status_check" check ("status" in ('PENDING', 'CONFIRMING', 'CREDITED', 'DECLINED', 'FAILED'));`,
    );
  }
}
