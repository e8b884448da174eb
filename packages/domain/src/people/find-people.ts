import type { FindPeopleInput, FoundPerson } from '@frontrow/contract/operators/people';
import { comparable } from '@frontrow/contract/text/names';
import type { DomainContext } from '../kernel/context.ts';
import { patternOf } from '../kernel/database/pattern.ts';
import { isUuid } from '../kernel/uuid.ts';
import { ticketIdIn } from '../payment/ticket/ticket-code.ts';
import { FIND_BY_CODE, FIND_BY_ID, FIND_BY_TEXT, type FoundRow } from './find-people.sql.ts';

/** The people whom a text points to: whatever somebody would say or read out on the phone. */
export async function findPeople(
  ctx: DomainContext,
  { text }: FindPeopleInput,
): Promise<{ items: FoundPerson[] }> {
  const rows = await find(ctx, text);
  return {
    items: rows.map((row) => ({
      user: {
        id: row.user_id,
        name: row.name,
        role: row.role,
        externalId: row.external_id,
        createdAt: row.created_at,
        deletedAt: row.deleted_at,
      },
      by: row.found_by,
      id: row.id,
      label: row.label,
      performanceId: row.performance_id,
    })),
  };
}

async function find(ctx: DomainContext, text: string): Promise<FoundRow[]> {
  const ticketId = ticketIdIn(ctx.ticketKeys, text);
  if (ticketId !== null) return ctx.sql.rows<FoundRow>(FIND_BY_CODE, [ticketId]);
  if (isUuid(text)) {
    const rows = await ctx.sql.rows<FoundRow>(FIND_BY_ID, [text.toLowerCase()]);
    // An issuer may name its users by uuids too.
    if (rows.length > 0) return rows;
  }
  const name = comparable(text);
  return ctx.sql.rows<FoundRow>(FIND_BY_TEXT, [text, name, patternOf(name), ctx.now()]);
}
