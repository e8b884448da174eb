import type { Print } from './report.ts';

/** Runs a rehearsal; what it answers with is the exit code. */
export interface RehearsalOptions {
  users: number;
  signal: AbortSignal;
  print: Print;
}

const MAX_USERS = 1_000_000;

/** The one argument of a rehearsal. @throws when it is no number of users */
export function parseUsers(words: string[], usual: number): number {
  const [word = String(usual), ...rest] = words;
  const users = Number(word.replace(/^users=/, '').replaceAll('_', ''));
  if (rest.length > 0 || !Number.isInteger(users) || users < 100 || users > MAX_USERS) {
    throw new Error('Give one number of users, from 100 to 1000000.');
  }
  return users;
}

/** Aborts on a signal from outside, and when it takes longer than it may. */
export function createStopSignal(milliseconds: number): AbortSignal {
  const stopping = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.once(name, () => stopping.abort(new Error(`stopped by ${name}`)));
  }
  setTimeout(() => {
    stopping.abort(new Error(`not done within ${milliseconds / 60_000} minutes`));
  }, milliseconds).unref();
  return stopping.signal;
}
