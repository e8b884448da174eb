import type { AuditView } from '@frontrow/contract/operations';
import { getConcert } from '../concert/concert.ts';
import type { DomainContext } from '../kernel/context.ts';
import { row } from '../kernel/database/sql.ts';
import { inTransaction } from '../kernel/database/transaction.ts';
import { AUDIT_CHECKS } from './checks.sql.ts';
import { TOP_UP_CHECKS } from './top-up-checks.sql.ts';

/*
 * The audit runs one statement per invariant (checks.sql.ts), all in one read-only transaction on one
 * snapshot. So it is exact while a sale goes on, and takes no row locks. A statement returns the rows that
 * violate its invariant.
 *
 * When the caller aborts the signal, the running statement is cancelled in the database; otherwise it
 * would run to its end.
 */

/** The most seconds of one check. Adding up the ledger of a long sale takes this long at most. */
const MAX_SECONDS = 120;

const SNAPSHOT = {
  name: 'audit-snapshot',
  text: 'set transaction isolation level repeatable read, read only',
};
const BACKEND = { name: 'audit-backend', text: 'select pg_backend_pid() as pid' };
const CANCEL = { name: 'audit-cancel', text: 'select pg_cancel_backend($1)' };

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
  const check = async (tx: DomainContext): Promise<AuditView> => {
    await tx.sql.rows(SNAPSHOT, []);
    if (concertId !== undefined) await getConcert(tx, concertId);
    const { pid } = await row<{ pid: number }>(tx.sql, BACKEND, []);
    const cancel = () => void ctx.sql.rows(CANCEL, [pid]).catch(() => {});
    signal?.addEventListener('abort', cancel);
    try {
      return await runChecks(tx, { concertId, signal });
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  };
  return inTransaction(ctx, check, { statement: MAX_SECONDS * 1000, idle: 10_000 });
}

async function runChecks(
  tx: DomainContext,
  { concertId, signal }: { concertId: string | undefined; signal: AbortSignal | undefined },
): Promise<AuditView> {
  const checks: AuditView['checks'] = [];
  for (const { name, text } of [...AUDIT_CHECKS, ...TOP_UP_CHECKS]) {
    signal?.throwIfAborted();
    const statement = { name: `audit ${name}`.slice(0, 60), text, seconds: MAX_SECONDS };
    const running = tx.sql.rows<Record<string, unknown>>(statement, [concertId ?? null, tx.now()]);
    const violations = await running.catch((error: unknown) => {
      signal?.throwIfAborted();
      throw error;
    });
    checks.push({ name, ok: violations.length === 0, violations });
  }
  return { ok: checks.every(({ ok }) => ok), checks };
}
