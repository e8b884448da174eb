import { Migration } from '@mikro-orm/migrations';

/**
 * The terms of a performance's sale as they are committed when the function is called. A statement reads
 * its tables in the snapshot of its beginning; a volatile function takes a new one. A hold or payment that
 * waited for locks calls it once it has them. In PL/pgSQL, which keeps the plan of its query: a function in
 * SQL would plan it at each call. Written by hand: the ORM declares no function that returns several columns.
 */
export class Migration20261129070000_SaleTerms extends Migration {
  override name = 'Migration20261129070000_SaleTerms';

  override up(): void {
    this.addSql(`create function sale_terms(performance_id uuid, out status text, out starts_at timestamptz,
      out prices_version bigint, out sales_open_at timestamptz, out sales_close_at timestamptz,
      out hold_limit integer)
      language plpgsql volatile as $$
      begin
        select p.status, p.starts_at, p.prices_version, c.sales_open_at, c.sales_close_at, c.hold_limit
        into status, starts_at, prices_version, sales_open_at, sales_close_at, hold_limit
        from performance p join concert c on c.id = p.concert_id where p.id = sale_terms.performance_id;
      end
      $$;`);
  }

  override down(): void {
    this.addSql(`drop function sale_terms(uuid);`);
  }
}
