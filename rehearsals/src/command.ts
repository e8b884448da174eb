import type { Print } from './report.ts';

/** The options of every rehearsal. A rehearsal resolves to its exit code: 0 if all checks passed, else 1. */
export interface RehearsalOptions {
  /** The number of simulated users. */
  users: number;
  /** Ends the rehearsal early. */
  signal: AbortSignal;
  print: Print;
}

const MIN_USERS = 100;
const MAX_USERS = 1_000_000;

/**
 * Reads the one optional argument of a rehearsal: `5000`, `5_000` or `users=5000`.
 *
 * @throws Error if it is not a number from 100 to 1,000,000, or if there is a second argument
 */
export function parseUsers(args: string[], defaultUsers: number): number {
  const [word = String(defaultUsers), ...rest] = args;
  const users = Number(word.replace(/^users=/, '').replaceAll('_', ''));
  if (rest.length > 0 || !Number.isInteger(users) || users < MIN_USERS || users > MAX_USERS) {
    throw new Error(`Give one number of users, from ${MIN_USERS} to ${MAX_USERS}.`);
  }
  return users;
}

/** Aborts on SIGINT, on SIGTERM and after the timeout. */
export function createStopSignal(timeoutMilliseconds: number): AbortSignal {
  const stopping = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => stopping.abort(new Error(`stopped by ${name}`)));
  }
  setTimeout(() => {
    stopping.abort(new Error(`not done within ${timeoutMilliseconds / 60_000} minutes`));
  }, timeoutMilliseconds).unref();
  return stopping.signal;
}
