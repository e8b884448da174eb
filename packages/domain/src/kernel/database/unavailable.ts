/** Connection errors of Node, and the SQL states of a server that stops, is gone or is full. */
const CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  // A lock, a statement or a pause took too long: the database is overloaded, the call may be repeated.
  '55P03',
  '57014',
  '25P03',
  '57P01',
  '57P02',
  '57P03',
  '53300',
]);
const MESSAGES = [
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'Client has encountered a connection error',
  'Query read timeout',
];

/** Whether the connection was lost while it was in use. The database rolls back what was not committed. */
export const isConnectionLost = (fault: unknown): boolean =>
  fault instanceof Error &&
  (fault.message.includes('Connection terminated') ||
    fault.message.includes('not queryable') ||
    (fault as { code?: unknown }).code === '25P03');

/** Whether the cause is a database that cannot be reached or is overloaded, and not a bug of ours. */
export function isDatabaseUnavailable(fault: unknown): boolean {
  if (!(fault instanceof Error)) return false;
  const { code } = fault as { code?: unknown };
  if (typeof code === 'string' && (CODES.has(code) || code.startsWith('08'))) return true;
  if (MESSAGES.some((message) => fault.message.includes(message))) return true;
  const parts = fault instanceof AggregateError ? fault.errors : [fault.cause];
  return parts.some(isDatabaseUnavailable);
}
