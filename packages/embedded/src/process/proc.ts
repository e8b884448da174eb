import { existsSync, readFileSync } from 'node:fs';

/** Linux has /proc. Where there is none (macOS), `ps` gives the same facts. */
export const HAS_PROC = existsSync('/proc/self/stat');

/** A file of /proc; null when the process has ended or the file may not be read. */
export function readProcFile(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
