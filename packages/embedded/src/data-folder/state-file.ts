import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** Reads the JSON file that is kept beside a database; undefined when there is none. */
export function readStateFile<State>(path: string): State | undefined {
  if (!existsSync(path)) return undefined;
  return JSON.parse(readFileSync(path, 'utf8')) as State;
}

/** Replaces the file as a whole. Only its owner can read it, because it contains a password. */
export function writeStateFile(path: string, state: object): void {
  const draft = `${path}.${process.pid}`;
  try {
    // Flushed to disk: nobody can open the database without its password.
    writeFileSync(draft, JSON.stringify(state), { mode: 0o600, flush: true });
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/**
 * Like writeStateFile, for the end of a server. Errors such as a full disk are ignored, because they
 * must not prevent a stop, and the next start checks by itself whether the server still runs.
 */
export function tryWriteStateFile(path: string, state: object): void {
  try {
    writeStateFile(path, state);
  } catch {}
}
