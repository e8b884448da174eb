import { Migration } from '@mikro-orm/migrations';

export class Migration20261130004231_StoredAnswers extends Migration {
  override name = 'Migration20261130004231_StoredAnswers';

  override up(): void | Promise<void> {
    this.addSql(
      `create table "stored_answer" ("user_id" uuid not null, "call" uuid not null, "input" uuid not null, "answer" bytea not null, "created_at" timestamptz not null, primary key ("user_id", "call"));`,
    );
    this.addSql(`create index "stored_answer_created_at_index" on "stored_answer" ("created_at");`);

    this.addSql(
      `create or replace function "idempotency_key_idempotency_key_is_stored_elsewhere_fn"() returns trigger as $$ begin if exists (select from stored_answer where user_id = new.user_id and call = substr(encode(sha256(convert_to(new.procedure || ' ' || new.key, 'UTF8')), 'hex'), 1, 32)::uuid) then raise exception 'a newer version has stored the answer of this call' using errcode = 'lock_not_available'; end if; return new; end; $$ language plpgsql;`,
    );
    this.addSql(
      `create trigger "idempotency_key_is_stored_elsewhere" BEFORE INSERT on "idempotency_key" for each ROW execute function "idempotency_key_idempotency_key_is_stored_elsewhere_fn"();`,
    );

    // The trigger runs with the rights of whoever inserts, which processes of the version before do at once.
    this.addSql(`do $$ declare reader text; begin
      for reader in select grantee from information_schema.role_table_grants
        where table_schema = current_schema() and table_name = 'idempotency_key' and privilege_type = 'SELECT'
          and grantee not in ('PUBLIC', current_user)
      loop execute format('grant select on stored_answer to %I', reader); end loop; end $$;`);
  }

  override down(): void | Promise<void> {
    this.addSql(
      `drop trigger if exists "idempotency_key_is_stored_elsewhere" on "idempotency_key";`,
    );
    this.addSql(
      `drop function if exists "idempotency_key_idempotency_key_is_stored_elsewhere_fn"();`,
    );
    this.addSql(`drop table if exists "stored_answer" cascade;`);
  }
}
