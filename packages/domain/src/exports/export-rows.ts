import type { ExportRowsInput, ExportRowsView } from '@frontrow/contract/operators/exports';
import type { DomainContext } from '../kernel/context.ts';
import { numberCursor, uuidCursor } from '../kernel/cursor.ts';
import { type ExportRow, TABLES } from './export-rows.sql.ts';

/** One page of a table for a file. It reads from the key where the page before ended, so that any size can be read. */
export async function exportRows(
  ctx: DomainContext,
  { kind, concertId, performanceId, cursor, limit }: ExportRowsInput,
): Promise<ExportRowsView> {
  const { columns, isNumbered, statement } = TABLES[kind];
  const after = isNumbered ? numberCursor(cursor) : uuidCursor(cursor);
  const values = [concertId ?? null, performanceId ?? null, after, limit, ctx.settings.currency];
  const rows = await ctx.sql.rows<ExportRow>(statement, values);
  const keys = new Set(rows.map(({ key }) => key));
  return {
    columns,
    rows: rows.map(({ cells }) => cells),
    nextCursor: keys.size < limit ? null : (rows.at(-1)?.key ?? null),
  };
}
