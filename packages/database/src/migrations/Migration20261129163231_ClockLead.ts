import { Migration } from '@mikro-orm/migrations';

export class Migration20261129163231_ClockLead extends Migration {
  override name = 'Migration20261129163231_ClockLead';

  override up(): void | Promise<void> {
    this.addSql(`alter table "queue" add "clock_lead" bigint not null default '0';`);
  }

  override down(): void | Promise<void> {
    this.addSql(`alter table "queue" drop column "clock_lead";`);
  }
}
