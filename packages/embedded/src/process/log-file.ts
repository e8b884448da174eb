import { copyFileSync, openSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';

/** A log has at most about this size, and so has the part before it, in a file with the ending `.1`. */
const MAX_BYTES = 10 * 1024 * 1024;

/** The log of a database, which writes to it by a descriptor of its own. */
export interface LogFile {
  /** For the database. The caller closes it. */
  descriptor: number;
  /** What was written since it was opened, or since it was moved to the file with the ending `.1`. */
  read(): string;
  /** Moves what it has to the file with the ending `.1`, if that is more than `maxBytes`. */
  rotate(): void;
}

/**
 * Opens a log to which a database appends. Its own rotation would need a process more, which starts after the first
 * messages, and has no limit for all files together. The database keeps its file open, so what is in it is copied, and
 * the file is cut; a line that is written in between is lost.
 */
export function openLog(path: string, maxBytes = MAX_BYTES): LogFile {
  // Only the owner may read the log: a database may quote values in messages that no setting leaves out.
  const descriptor = openSync(path, 'a', 0o600);
  let start = 0;
  const rotate = () => {
    if (sizeOf(path) <= maxBytes) return;
    const last = `${path}.1`;
    try {
      copyFileSync(path, last);
    } catch {
      // A part of it helps nobody. The next rotation tries again; on a full disk the log does not grow.
      rmSync(last, { force: true });
      return;
    }
    truncateSync(path);
    start = 0;
  };
  rotate();
  start = sizeOf(path);
  return {
    descriptor,
    read: () => readFileSync(path).subarray(start).toString().trim(),
    rotate,
  };
}

const sizeOf = (path: string): number => statSync(path).size;
