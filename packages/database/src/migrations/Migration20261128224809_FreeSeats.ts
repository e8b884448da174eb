import { Migration } from '@mikro-orm/migrations';

export class Migration20261128224809_FreeSeats extends Migration {
  override name = 'Migration20261128224809_FreeSeats';

  override up(): void | Promise<void> {
    this.addSql(`create index seat_free on seat (performance_id) where reservation_id is null;`);
  }

  override down(): void | Promise<void> {
    this.addSql(`drop index "seat_free";`);
  }
}
