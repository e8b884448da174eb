import type { Page } from '@frontrow/contract/primitives';
import type { AdminTopUpView, ListTopUpsInput } from '@frontrow/contract/top-up';
import { pageFrom, uuidCursor } from '../../kernel/cursor.ts';
import { row } from '../../kernel/database/sql.ts';
import type { QueueContext } from '../../queue/queue-context.ts';
import { COUNT_TOP_UPS, LIST_TOP_UPS, type TopUpRow } from '../top-up.sql.ts';
import { adminTopUpView } from '../top-up-view.ts';

/** The top-ups of all users that match all given filters, newest first. */
export async function listTopUps(
  ctx: QueueContext,
  { cursor, limit, ...filter }: ListTopUpsInput,
): Promise<Page<AdminTopUpView>> {
  const { userId, status, olderThan, attention, reference } = filter;
  const filters = [userId, status, olderThan, attention, reference];
  const values = [...filters.map((value) => value ?? null), uuidCursor(cursor), limit + 1];
  const rows = await ctx.sql.rows<TopUpRow>(LIST_TOP_UPS, [...values, ctx.now()]);
  return pageFrom(rows, limit, {
    item: (topUp) => adminTopUpView(ctx, topUp),
    cursor: ({ id }) => id,
  });
}

/** How many top-ups have not ended, and how many a person has to decide. */
export async function countTopUps(ctx: QueueContext): Promise<{ open: number; attention: number }> {
  return row<{ open: number; attention: number }>(ctx.sql, COUNT_TOP_UPS, []);
}
