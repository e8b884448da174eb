import { Migration } from '@mikro-orm/migrations';

export class Migration20261129113919_SalesStats extends Migration {
  override name = 'Migration20261129113919_SalesStats';

  override up(): void | Promise<void> {
    this.addSql(
      `create index "reservation_concert_id_held_at_index" on "reservation" ("concert_id", "held_at");`,
    );
    this.addSql(
      `create index reservation_released on reservation (concert_id, ended_at) where status in ('RELEASED', 'EXPIRED');`,
    );

    this.addSql(
      `create index "queue_entry_concert_id_joined_at_index" on "queue_entry" ("concert_id", "joined_at");`,
    );

    this.addSql(
      `create index "payment_concert_id_paid_at_index" on "payment" ("concert_id", "paid_at");`,
    );
    this.addSql(
      `create index payment_refunded on payment (concert_id, refunded_at) where status = 'REFUNDED';`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "payment_concert_id_paid_at_index";`);
    this.addSql(`drop index "payment_refunded";`);

    this.addSql(`drop index "queue_entry_concert_id_joined_at_index";`);

    this.addSql(`drop index "reservation_concert_id_held_at_index";`);
    this.addSql(`drop index "reservation_released";`);
  }
}
