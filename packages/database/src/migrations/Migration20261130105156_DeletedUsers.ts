import { Migration } from '@mikro-orm/migrations';

/** The log keeps ids of users only. It can be changed here alone, by the owner of the tables. */
const REDACT_LOG = [
  `alter table operator_action disable trigger operator_action_append_only`,
  `update operator_action set details = details - 'name' - 'externalId' where action = 'createUser'`,
  `alter table operator_action enable trigger operator_action_append_only`,
];

export class Migration20261130105156_DeletedUsers extends Migration {
  override name = 'Migration20261130105156_DeletedUsers';

  override up(): void | Promise<void> {
    this.addSql(`alter table "app_user" add "erased_at" timestamptz null;`);
    this.addSql(
      `alter table "app_user" add constraint "app_user_erased_has_no_name" check (erased_at is null or (deleted_at is not null and name = '' and external_id is null));`,
    );

    this.addSql(`alter table "operator_action" drop constraint "operator_action_action_check";`);
    this.addSql(
      `alter table "operator_action" add constraint "operator_action_action_check" check ("action" in ('createConcert', 'updateConcert', 'createChart', 'createPerformance', 'updatePerformance', 'cancelPerformance', 'blockPlaces', 'unblockPlaces', 'configureQueue', 'publishDrawValue', 'createUser', 'deleteUser', 'restoreUser', 'eraseUser', 'refund', 'refundTopUp', 'resolveTopUp', 'redeemTicket', 'undoRedeem', 'createJob', 'requeueJob', 'retryJob', 'pauseJob', 'resumeJob', 'deleteJob'));`,
    );
    this.addSql(
      `create or replace function "operator_action_operator_action_keeps_ids_only_fn"() returns trigger as $$ begin if new.action = 'createUser' then new.details := new.details - 'name' - 'externalId'; end if; return new; end; $$ language plpgsql;`,
    );
    this.addSql(
      `create trigger "operator_action_keeps_ids_only" BEFORE INSERT on "operator_action" for each ROW execute function "operator_action_operator_action_keeps_ids_only_fn"();`,
    );
    // After the trigger, which has kept out later rows of servers of the version before.
    for (const statement of REDACT_LOG) this.addSql(statement);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "app_user" drop constraint "app_user_erased_has_no_name";`);
    this.addSql(`alter table "app_user" drop column "erased_at";`);

    this.addSql(`alter table "operator_action" drop constraint "operator_action_action_check";`);
    this.addSql(`drop trigger if exists "operator_action_keeps_ids_only" on "operator_action";`);
    this.addSql(`drop function if exists "operator_action_operator_action_keeps_ids_only_fn"();`);
    this.addSql(
      `alter table "operator_action" add constraint "operator_action_action_check" check ("action" in ('createConcert', 'updateConcert', 'createChart', 'createPerformance', 'updatePerformance', 'cancelPerformance', 'blockPlaces', 'unblockPlaces', 'configureQueue', 'publishDrawValue', 'createUser', 'deleteUser', 'refund', 'refundTopUp', 'resolveTopUp', 'redeemTicket', 'undoRedeem', 'createJob', 'requeueJob', 'retryJob', 'pauseJob', 'resumeJob', 'deleteJob'));`,
    );
  }
}
