import { Migration } from '@mikro-orm/migrations';

export class Migration20261128221342_QueueMessage extends Migration {
  override name = 'Migration20261128221342_QueueMessage';

  override up(): void | Promise<void> {
    this.addSql(`alter table "queue" add "message" varchar(500) null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "queue" drop column "message";`);
  }
}
