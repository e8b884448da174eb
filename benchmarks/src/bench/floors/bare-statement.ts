import type { Statement } from '@frontrow/domain/kernel/database/sql';
import type { BenchDatabase } from '../cluster.ts';

/**
 * Sends one of the product's own statements by a plain client, prepared, on as many connections as the product has:
 * one statement for each call.
 *
 * @throws if it returns no row that fits
 */
export async function sendBare(
  { pool }: BenchDatabase,
  { name, text }: Statement,
  { values, fits }: { values: unknown[]; fits(row: Record<string, unknown>): boolean },
): Promise<void> {
  const { rows } = await pool.query<Record<string, unknown>>({ name, text, values });
  const [row] = rows;
  if (!row || !fits(row)) throw new Error(`${name} returned ${JSON.stringify(row)}`.slice(0, 200));
}
