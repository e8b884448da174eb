import { AsyncLocalStorage } from 'node:async_hooks';
import type { Outcome } from '@frontrow/contract/error-codes';
import { judge, type Phase } from './unavailable.ts';

/*
 * What became of a call that ends with an error of the database. The place that had the connection knows, and
 * writes it down for the error. A call can have several transactions: once one of them has changed
 * something, no later error of the call may say that nothing was done.
 */

const outcomes = new WeakMap<object, Outcome>();

/** Writes down what an error that came in this phase means. Returns the error. */
export function noteOutcome(error: unknown, outcome: Outcome | Phase): unknown {
  if (!(error instanceof Error)) return error;
  const told = outcome === 'NOT_DONE' || outcome === 'UNKNOWN';
  const known = told ? outcome : judge(error, outcome).outcome;
  // An inner transaction may have committed before the outer one failed.
  if (outcomes.get(error) !== 'UNKNOWN') outcomes.set(error, known);
  return error;
}

/** What became of the call that ended with this error; UNKNOWN if nobody has written it down. */
export function outcomeOf(error: unknown): Outcome {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const outcome = outcomes.get(cause);
    if (outcome) return outcome;
  }
  return 'UNKNOWN';
}

const calls = new AsyncLocalStorage<{ committed: boolean }>();

/** Notes that something of the current call was committed. */
export function noteCommit(): void {
  const call = calls.getStore();
  if (call) call.committed = true;
}

/** Runs a call. Returns its result, and whether something of it was committed. */
export async function watchCommits<Result>(
  work: () => Promise<Result>,
): Promise<{ result: Result; committed: boolean }> {
  const call = { committed: false };
  return { result: await calls.run(call, work), committed: call.committed };
}

/** Runs work that several calls share, so that what it commits is not noted for the call in which it begins. */
export const outsideOfCalls = <Result>(work: () => Promise<Result>): Promise<Result> =>
  calls.exit(work);
