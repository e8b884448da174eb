import type { Outcome } from '@frontrow/contract/error-codes';
import { noteOutcome, watchCommits } from '@frontrow/domain/kernel/database/outcome';
import { DomainError } from '@frontrow/domain/kernel/errors';
import type { TRPCError } from '@trpc/server';

/** What tRPC's middlewares pass on. */
type CallResult = { ok: true } | { ok: false; error: TRPCError };

/**
 * Runs the use case of a call. A mutation that is refused after something of it was committed may have been done;
 * a query does nothing. Signing in and the claim of a pass come before and do not count.
 */
export async function withOutcome<Result extends CallResult>(
  type: 'query' | 'mutation' | 'subscription',
  next: () => Promise<Result>,
): Promise<Result> {
  if (type !== 'mutation') return next();
  const { result, committed } = await watchCommits(next);
  if (committed && !result.ok) setOutcome(result.error, 'UNKNOWN');
  return result;
}

/** Sets what the answer will say became of a call, if it is refused as unavailable. */
export function setOutcome({ cause }: TRPCError, outcome: Outcome): void {
  if (!(cause instanceof DomainError)) noteOutcome(cause, outcome);
  else if (cause.code === 'SERVICE_UNAVAILABLE') cause.details.outcome = outcome;
}
