import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** What is kept beside a database, readable by its owner alone; undefined when there is none. */
export function readRecord<Kept>(path: string): Kept | undefined {
  if (!existsSync(path)) return undefined;
  return JSON.parse(readFileSync(path, 'utf8')) as Kept;
}

export function writeRecord(path: string, record: object): void {
  const draft = `${path}.${process.pid}`;
  try {
    // Flushed: without its password the database is lost.
    writeFileSync(draft, JSON.stringify(record), { mode: 0o600, flush: true });
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

/** That something has ended, which the next start sees for itself if it cannot be written down. */
export function recordEnd(path: string, record: object): void {
  try {
    writeRecord(path, record);
  } catch {
    // A full disk, for one, must not keep anybody from stopping.
  }
}
