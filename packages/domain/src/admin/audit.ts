import type { AuditView } from '@frontrow/contract/admin';
import { getConcert } from '../concert/concert.service.ts';
import type { DomainContext } from '../kernel/context.ts';
import { inTransaction } from '../kernel/transaction.ts';
import { AUDIT_CHECKS } from './audit.sql.ts';

/** The ledger of a long sale takes its time to add up. */
const MOST_SECONDS = 120;

const SNAPSHOT = {
  name: 'audit-snapshot',
  text: 'set transaction isolation level repeatable read, read only',
};

/**
 * Checks the contract's invariants 1 to 4 and 6 on one consistent snapshot of the live data.
 *
 * @throws CONCERT_NOT_FOUND, and the reason of the signal where that is aborted between two checks
 */
export async function audit(
  ctx: DomainContext,
  { concertId, signal }: { concertId?: string | undefined; signal?: AbortSignal | undefined },
): Promise<AuditView> {
  const check = async (tx: DomainContext): Promise<AuditView> => {
    await tx.sql.rows(SNAPSHOT, []);
    if (concertId !== undefined) await getConcert(tx, concertId);
    const checks: AuditView['checks'] = [];
    for (const { name, text } of AUDIT_CHECKS) {
      signal?.throwIfAborted();
      const statement = { name: `audit ${name}`.slice(0, 60), text, seconds: MOST_SECONDS };
      const values = [concertId ?? null, tx.now];
      const violations = await tx.sql.rows<Record<string, unknown>>(statement, values);
      checks.push({ name, ok: violations.length === 0, violations });
    }
    return { ok: checks.every(({ ok }) => ok), checks };
  };
  return inTransaction(ctx, check, { statement: MOST_SECONDS * 1000, idle: 10_000 });
}
