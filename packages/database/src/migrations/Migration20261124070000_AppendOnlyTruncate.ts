import { Migration } from '@mikro-orm/migrations';

/**
 * The logs refuse TRUNCATE too. Written by hand: information_schema, which the drift check reads,
 * lists no TRUNCATE triggers.
 */
export class Migration20261124070000_AppendOnlyTruncate extends Migration {
  override name = 'Migration20261124070000_AppendOnlyTruncate';

  override up(): void {
    for (const table of ['ledger_entry', 'operator_action']) {
      this.addSql(
        `create trigger ${table}_no_truncate before truncate on ${table} for each statement execute function "${table}_${table}_append_only_fn"();`,
      );
    }
  }

  override down(): void {
    for (const table of ['ledger_entry', 'operator_action']) {
      this.addSql(`drop trigger ${table}_no_truncate on ${table};`);
    }
  }
}
