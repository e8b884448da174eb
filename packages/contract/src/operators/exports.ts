import { z } from 'zod';
import { id } from '../primitives.ts';

/**
 * sales: one row for each place that was paid, refunded ones too. ledger: one for each change of a balance. checkIns:
 * one for each ticket that was used at a door.
 */
export const EXPORT_KINDS = ['sales', 'ledger', 'checkIns'] as const;
export type ExportKind = (typeof EXPORT_KINDS)[number];

export const exportRowsInput = z.object({
  kind: z.enum(EXPORT_KINDS),
  /** Only of this concert; without effect on the ledger. */
  concertId: id.optional(),
  /** Only of this performance; without effect on the ledger. */
  performanceId: id.optional(),
  /** The `nextCursor` of the page before; null or left out for the first page. */
  cursor: z.string().max(200).nullish(),
  /** About how many rows: all places of a payment are on one page. */
  limit: z.int().min(1).max(2_000).default(1_000),
});
export type ExportRowsInput = z.output<typeof exportRowsInput>;

/** One page of a table, in the order of time, so that rows that are added meanwhile come last. */
export const exportRowsView = z.object({
  /** The names of the columns, the same on each page. */
  columns: z.array(z.string()),
  /** Times in ISO 8601 and UTC, money in minor units. */
  rows: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
  /** The `cursor` of the next page; null on the last page. */
  nextCursor: z.string().nullable(),
});
export type ExportRowsView = z.output<typeof exportRowsView>;
