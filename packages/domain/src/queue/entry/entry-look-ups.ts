import type { DomainContext } from '../../kernel/context.ts';
import { byColumn, LookUps } from '../../kernel/group-commit/look-ups.ts';
import { ENTRIES_BY_ID, type QueueEntryRow } from './entry.sql.ts';

const entries = new LookUps(async (ctx: DomainContext, ids) =>
  byColumn(await ctx.sql.rows<QueueEntryRow>(ENTRIES_BY_ID, [ids, ctx.now()]), 'id'),
);

/** A queue entry, whatever became of it; null if it was purged. */
export const findEntry = (ctx: DomainContext, entryId: string): Promise<QueueEntryRow | null> =>
  entries.find(ctx, entryId);
