import { Migration } from '@mikro-orm/migrations';

export class Migration20261129071534_TopUpKeepsItsReferences extends Migration {
  override name = 'Migration20261129071534_TopUpKeepsItsReferences';

  override up(): void | Promise<void> {
    this.addSql(`drop trigger if exists "top_up_keeps_identity" on "top_up";`);
    this.addSql(`drop function if exists "top_up_top_up_keeps_identity_fn"();`);
    this.addSql(
      `alter table "top_up" add constraint "top_up_keeps_what_was_paid" check (status = 'CREDITED' or attention is not null or returned_amount >= coalesce(paid_amount, 0));`,
    );
    this.addSql(
      `create or replace function "top_up_top_up_keeps_identity_fn"() returns trigger as $$ begin if tg_op = 'DELETE' or new.id is distinct from old.id or new.user_id is distinct from old.user_id or new.amount is distinct from old.amount or new.provider is distinct from old.provider or new.procedure is distinct from old.procedure or new.idempotency_key is distinct from old.idempotency_key or new.input_hash is distinct from old.input_hash or new.reservation_id is distinct from old.reservation_id or new.created_at is distinct from old.created_at or (old.reference is not null and new.reference is distinct from old.reference) or (old.payment_reference is not null and new.payment_reference is distinct from old.payment_reference) or (old.paid_amount is not null and new.paid_amount is distinct from old.paid_amount) or (old.paid_currency is not null and new.paid_currency is distinct from old.paid_currency) then raise exception 'top_up keeps its rows and their identity' using errcode = 'restrict_violation'; end if; return new; end; $$ language plpgsql;`,
    );
    this.addSql(
      `create trigger "top_up_keeps_identity" BEFORE UPDATE OR DELETE on "top_up" for each ROW execute function "top_up_top_up_keeps_identity_fn"();`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "top_up" drop constraint "top_up_keeps_what_was_paid";`);
    this.addSql(`drop trigger if exists "top_up_keeps_identity" on "top_up";`);
    this.addSql(`drop function if exists "top_up_top_up_keeps_identity_fn"();`);
    this.addSql(
      `create or replace function "top_up_top_up_keeps_identity_fn"() returns trigger as $$ begin if tg_op = 'DELETE' or new.id is distinct from old.id or new.user_id is distinct from old.user_id or new.amount is distinct from old.amount or new.provider is distinct from old.provider or new.procedure is distinct from old.procedure or new.idempotency_key is distinct from old.idempotency_key or new.input_hash is distinct from old.input_hash or new.reservation_id is distinct from old.reservation_id or new.created_at is distinct from old.created_at then raise exception 'top_up keeps its rows and their identity' using errcode = 'restrict_violation'; end if; return new; end; $$ language plpgsql;`,
    );
    this.addSql(
      `create trigger "top_up_keeps_identity" BEFORE UPDATE OR DELETE on "top_up" for each ROW execute function "top_up_top_up_keeps_identity_fn"();`,
    );
  }
}
