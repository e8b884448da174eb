import { Migration } from '@mikro-orm/migrations';

export class Migration20261129115757_SalesStats extends Migration {
  override name = 'Migration20261129115757_SalesStats';

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

    // With the status, so that leaving and expired entries are counted without reading those that completed.
    this.addSql(`drop index queue_entry_ended;`);
    this.addSql(
      `create index queue_entry_ended on queue_entry (concert_id, ended_at) include (status) where status in ('COMPLETED', 'EXPIRED', 'LEFT');`,
    );

    this.addSql(`create index payment_paid on payment (concert_id, paid_at) include (amount);`);
    this.addSql(
      `create index payment_refunded on payment (concert_id, refunded_at) where status = 'REFUNDED';`,
    );
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "payment_paid";`);
    this.addSql(`drop index "payment_refunded";`);

    this.addSql(`drop index "queue_entry_concert_id_joined_at_index";`);
    this.addSql(`drop index queue_entry_ended;`);
    this.addSql(
      `create index queue_entry_ended on queue_entry (concert_id, ended_at) where status in ('COMPLETED', 'EXPIRED', 'LEFT');`,
    );

    this.addSql(`drop index "reservation_concert_id_held_at_index";`);
    this.addSql(`drop index "reservation_released";`);
  }
}
