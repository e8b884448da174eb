/** Connection failures of Node, and the SQL states of a server that is going, gone or full. */
const CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  // A lock or a statement that took too long: the database is overloaded, the call may be repeated.
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

/** Whether a connection was cut while it was in use: what was not committed is undone. */
export const isConnectionLost = (fault: unknown): boolean =>
  fault instanceof Error &&
  (fault.message.includes('Connection terminated') ||
    fault.message.includes('not queryable') ||
    (fault as { code?: unknown }).code === '25P03');

/** Whether a fault says that the database cannot be reached, rather than that we made a mistake. */
export function isDatabaseUnavailable(fault: unknown): boolean {
  if (!(fault instanceof Error)) return false;
  const { code } = fault as { code?: unknown };
  if (typeof code === 'string' && (CODES.has(code) || code.startsWith('08'))) return true;
  if (MESSAGES.some((message) => fault.message.includes(message))) return true;
  const parts = fault instanceof AggregateError ? fault.errors : [fault.cause];
  return parts.some(isDatabaseUnavailable);
}
