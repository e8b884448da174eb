import type { StatementLimits } from '@frontrow/database/connection/limits';
import type { DomainContext } from '../kernel/context.ts';
import { beginWith } from '../kernel/database/transaction.ts';

const BACKEND = 'select pg_backend_pid() as pid';
const CANCEL = { name: 'audit-cancel', text: 'select pg_cancel_backend($1)' };

export interface Cancellable extends Partial<StatementLimits> {
  signal: AbortSignal | undefined;
  /** The statements that the transaction begins with. */
  first: string;
}

/**
 * Runs `work` in a transaction whose running statement is cancelled in the database when the signal aborts; otherwise
 * it would run to its end.
 *
 * @throws the signal's reason if it is aborted
 */
export function cancelledBy<Result>(
  ctx: DomainContext,
  { signal, first, ...limits }: Cancellable,
  work: (tx: DomainContext) => Promise<Result>,
): Promise<Result> {
  const begin = { ...limits, first: `${first}; ${BACKEND}` };
  return beginWith<DomainContext, Result, { pid: number }>(ctx, begin, async (tx, [backend]) => {
    const cancel = () => void ctx.sql.rows(CANCEL, [backend?.pid]).catch(() => {});
    signal?.throwIfAborted();
    signal?.addEventListener('abort', cancel);
    try {
      return await work(tx);
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  });
}
