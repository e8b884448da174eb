import type { AuditView } from '@frontrow/contract/operations';
import { getConcert } from '../concert/concert.ts';
import type { DomainContext } from '../kernel/context.ts';
import { cancelledBy } from './cancel.ts';
import { AUDIT_CHECKS } from './checks.sql.ts';
import { TOP_UP_CHECKS } from './top-up-checks.sql.ts';

/*
 * The audit on demand runs one statement per invariant (checks.sql.ts), all in one read-only transaction on one
 * snapshot. So it is exact while a sale goes on, and takes no row locks. A statement returns the rows that
 * violate its invariant. The worker's audit is in looks/.
 */

/** The most seconds of one check. Adding up the ledger of a long sale takes this long at most. */
const MAX_SECONDS = 120;
const LIMITS = { statement: MAX_SECONDS * 1000, idle: 10_000, transaction: 0 };

const SNAPSHOT = 'set transaction isolation level repeatable read, read only';

/**
 * Checks invariants 1 to 4 and 6 of all concerts, or of one, and the top-ups of all users, or of those who have
 * paid for that concert.
 *
 * @throws CONCERT_NOT_FOUND; the signal's reason if it is aborted
 */
export async function audit(
  ctx: DomainContext,
  { concertId, signal }: { concertId?: string | undefined; signal?: AbortSignal | undefined },
): Promise<AuditView> {
  return cancelledBy(ctx, { signal, first: SNAPSHOT, ...LIMITS }, async (tx) => {
    if (concertId !== undefined) await getConcert(tx, concertId);
    const checks: AuditView['checks'] = [];
    for (const { name, text } of [...AUDIT_CHECKS, ...TOP_UP_CHECKS]) {
      signal?.throwIfAborted();
      const statement = { name: `audit ${name}`.slice(0, 60), text, seconds: MAX_SECONDS };
      const values = [concertId ?? null, tx.now()];
      const violations = await tx.sql.rows<Record<string, unknown>>(statement, values);
      checks.push({ name, ok: violations.length === 0, violations });
    }
    return { ok: checks.every(({ ok }) => ok), checks };
  });
}
