import { Migration } from '@mikro-orm/migrations';

export class Migration20261128221158_CatalogAndDoor extends Migration {
  override name = 'Migration20261128221158_CatalogAndDoor';

  override up(): void | Promise<void> {
    this.addSql(`alter table "concert" add "image_url" varchar(2000) null;`);

    this.addSql(`alter table "performance" add "prices_version" bigint not null default '0';`);

    this.addSql(`alter table "app_user" drop constraint "app_user_role_check";`);
    this.addSql(
      `alter table "app_user" add constraint "app_user_role_check" check ("role" in ('customer', 'operator', 'service', 'door'));`,
    );

    this.addSql(`alter table "ticket" add "redeemed_by" uuid null;`);
    this.addSql(`create index "ticket_performance_id_index" on "ticket" ("performance_id");`);

    this.addSql(`alter table "operator_action" drop constraint "operator_action_action_check";`);
    this.addSql(
      `alter table "operator_action" add constraint "operator_action_action_check" check ("action" in ('createConcert', 'updateConcert', 'createPerformance', 'updatePerformance', 'cancelPerformance', 'configureQueue', 'publishDrawValue', 'createUser', 'deleteUser', 'refund', 'redeemTicket', 'undoRedeem', 'createJob', 'requeueJob', 'retryJob', 'pauseJob', 'resumeJob', 'deleteJob'));`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "app_user" drop constraint "app_user_role_check";`);
    this.addSql(
      `alter table "app_user" add constraint "app_user_role_check" check ("role" in ('customer', 'operator', 'service'));`,
    );

    this.addSql(`alter table "concert" drop column "image_url";`);

    this.addSql(`alter table "operator_action" drop constraint "operator_action_action_check";`);
    this.addSql(
      `alter table "operator_action" add constraint "operator_action_action_check" check ("action" in ('createConcert', 'createPerformance', 'cancelPerformance', 'configureQueue', 'publishDrawValue', 'createUser', 'deleteUser', 'refund', 'redeemTicket', 'createJob', 'requeueJob', 'retryJob', 'pauseJob', 'resumeJob', 'deleteJob'));`,
    );

    this.addSql(`alter table "performance" drop column "prices_version";`);

    this.addSql(`drop index "ticket_performance_id_index";`);
    this.addSql(`alter table "ticket" drop column "redeemed_by";`);
  }
}
