import type { Outcome } from '@frontrow/contract/error-codes';
import { isStalePlan } from '@frontrow/database/connection/stale-plans';

/*
 * The one place that knows what an error of the database means: whether it passes (the call is then
 * SERVICE_UNAVAILABLE and not a fault of ours), what became of the statement, and what to do next.
 */

/** What the connection was used for when the error came. */
export type Phase =
  /** Waiting for a connection, opening one, or its first statement. Nothing was asked for yet. */
  | 'connecting'
  /** Inside a transaction whose COMMIT has not been sent. */
  | 'statement'
  /** A statement that commits by itself. */
  | 'single'
  /** COMMIT has been sent. */
  | 'commit';

interface Kind {
  /** The transaction may be run again at once. */
  retried?: boolean;
  /** The connection is of no more use. */
  endsConnection?: boolean;
  /** It can come after the server has committed. Any other error of the server means that it has not. */
  afterCommit?: boolean;
}

const LOST: Kind = { endsConnection: true, afterCommit: true };

/** By SQL state or its beginning. */
const SQL_STATES: readonly [state: string, kind: Kind][] = [
  // Connection exceptions; poolers answer with them.
  ['08', LOST],
  // A standby answered, or the database is read-only.
  ['25006', { endsConnection: true }],
  // A transaction was idle for too long: the server looks before it reads the COMMIT.
  ['25P03', { endsConnection: true }],
  // A transaction was open for too long.
  ['25P04', LOST],
  ['40001', { retried: true }],
  ['40P01', { retried: true }],
  // A standby did not confirm a commit.
  ['40003', { afterCommit: true }],
  // Out of disk, memory or connections.
  ['53', {}],
  // A lock or a statement took too long.
  ['55P03', {}],
  ['57014', {}],
  // The server stops, crashed, starts, or a person ended the connection.
  ['57P0', LOST],
  // A file could not be read or written. Where that was the log of transactions, the server crashes instead.
  ['58030', {}],
  // Ours: the connection has a setting, or the database data, with which it must not be used.
  ['FR001', { endsConnection: true }],
];

const DISK_FULL = '53100';
/** The state of what Postgres has no state for. */
const INTERNAL_ERROR = 'XX000';
const QUOTA_USED_UP = /disk quota exceeded/i;

/** Errors of Node. */
const CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** Errors of the client library, which have no code. */
const MESSAGES = [
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'timeout expired',
  'Query read timeout',
  'Cannot use a pool after calling end',
];
/** The client knew that the connection was gone, and did not send the statement. */
const NOT_SENT = 'not queryable';

export interface Verdict extends Required<Pick<Kind, 'retried' | 'endsConnection'>> {
  /** Whether a database cannot be reached or is overloaded; otherwise the error is a bug or a refusal. */
  unavailable: boolean;
  /** What became of the statement or transaction. */
  outcome: Outcome;
}

/** What an error means that came in this phase. */
export function judge(error: unknown, phase: Phase): Verdict {
  const found = kindOf(error);
  const { retried = false, endsConnection = false, afterCommit = false } = found?.kind ?? {};
  const mayBeDone = (phase === 'single' || phase === 'commit') && afterCommit;
  return {
    unavailable: found !== null,
    outcome: mayBeDone ? 'UNKNOWN' : 'NOT_DONE',
    retried,
    endsConnection,
  };
}

/** Whether the cause is a database that cannot be reached or is overloaded, and not a bug of ours. */
export const isDatabaseUnavailable = (fault: unknown): boolean => kindOf(fault) !== null;

/** Whether a write found no space, or a quota that is used up, for which the database has no SQL state. */
export function isOutOfSpace(fault: unknown): boolean {
  if (!(fault instanceof Error)) return false;
  const { code } = fault as { code?: unknown };
  return (
    code === DISK_FULL || QUOTA_USED_UP.test(fault.message) || partsOf(fault).some(isOutOfSpace)
  );
}

/** Whether the connection was lost while it was in use. The database rolls back what was not committed. */
export const isConnectionLost = (fault: unknown): boolean =>
  fault instanceof Error &&
  (fault.message.includes('Connection terminated') ||
    fault.message.includes(NOT_SENT) ||
    (fault as { code?: unknown }).code === '25P03');

/** The ORM and Node put the error of the connection inside their own. */
function kindOf(fault: unknown): { kind: Kind } | null {
  if (!(fault instanceof Error)) return null;
  const kind = kindOfOne(fault);
  if (kind) return { kind };
  return (
    partsOf(fault)
      .map(kindOf)
      .find((part) => part !== null) ?? null
  );
}

const partsOf = (fault: Error): unknown[] =>
  fault instanceof AggregateError ? fault.errors : [fault.cause];

function kindOfOne(fault: Error): Kind | undefined {
  if (isStalePlan(fault)) return { retried: true };
  const { code } = fault as { code?: unknown };
  if (typeof code === 'string') {
    if (CODES.has(code)) return LOST;
    if (code === INTERNAL_ERROR && QUOTA_USED_UP.test(fault.message)) return {};
    if (code.length === 5) return SQL_STATES.find(([state]) => code.startsWith(state))?.[1];
  }
  if (fault.message.includes(NOT_SENT)) return { endsConnection: true };
  return MESSAGES.some((message) => fault.message.includes(message)) ? LOST : undefined;
}
