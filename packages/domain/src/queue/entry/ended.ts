import type { ErrorDetails } from '@frontrow/contract/error-codes';
import type { DomainContext } from '../../kernel/context.ts';
import { DomainError } from '../../kernel/errors.ts';
import { ENTRIES_BY_ID, type QueueEntryRow } from './entry.sql.ts';

/** The refusal of a call with the token of an entry that is not live; undefined: it was purged. */
export function refusalOfEnded(entry: QueueEntryRow | null | undefined): DomainError {
  if (entry?.closed) return new DomainError('QUEUE_CLOSED');
  return new DomainError('QUEUE_TOKEN_EXPIRED', {
    reason: entry ? reasonOf(entry) : null,
    admittedAt: entry?.admitted_at ?? null,
    endedAt: entry?.ended_at ?? entry?.expires_at ?? null,
  });
}

/** The refusal of a hold with a live pass past its deadline. */
export const refusalOfLateHold = ({ admitted_at, hold_until }: QueueEntryRow): DomainError =>
  new DomainError('QUEUE_TOKEN_EXPIRED', {
    ...{ reason: 'EXPIRED', admittedAt: admitted_at, endedAt: hold_until },
  });

/** The same, for an entry that was not read. */
export async function refusalOfEndedId(ctx: DomainContext, entryId: string): Promise<DomainError> {
  const [entry] = await ctx.sql.rows<QueueEntryRow>(ENTRIES_BY_ID, [[entryId], ctx.now()]);
  return refusalOfEnded(entry);
}

/** An expired pass may still have the status ACTIVE. */
function reasonOf({ status }: QueueEntryRow): ErrorDetails<'QUEUE_TOKEN_EXPIRED'>['reason'] {
  if (status === 'COMPLETED') return 'PAID';
  return status === 'LEFT' ? 'LEFT' : 'EXPIRED';
}
