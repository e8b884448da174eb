import { Migration } from '@mikro-orm/migrations';

export class Migration20261124132250_JobActions extends Migration {
  override name = 'Migration20261124132250_JobActions';

  override up(): void | Promise<void> {
    this.addSql(`alter table "operator_action" drop constraint "operator_action_action_check";`);
    this.addSql(
      `alter table "operator_action" add constraint "operator_action_action_check" check ("action" in ('createConcert', 'createPerformance', 'cancelPerformance', 'configureQueue', 'publishDrawValue', 'createUser', 'deleteUser', 'refund', 'redeemTicket', 'createJob', 'requeueJob', 'retryJob', 'pauseJob', 'resumeJob', 'deleteJob'));`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "operator_action" drop constraint "operator_action_action_check";`);
    this.addSql(
      `alter table "operator_action" add constraint "operator_action_action_check" check ("action" in ('createConcert', 'createPerformance', 'cancelPerformance', 'configureQueue', 'publishDrawValue', 'createUser', 'deleteUser', 'refund', 'redeemTicket'));`,
    );
  }
}
