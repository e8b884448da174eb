import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  identityOf,
  isAlive,
  type ProcessIdentity,
} from '@frontrow/embedded/process/process-identity';

export interface Running {
  server: string;
}

interface Kept extends Running {
  starter: ProcessIdentity;
}

const pathIn = (folder: string) => join(folder, 'running.json');

/** Leaves word in the data folder of where the program can be reached; removed when it stops. */
export function writeRunning(folder: string, running: Running): void {
  mkdirSync(folder, { recursive: true });
  const kept: Kept = { ...running, starter: identityOf(process.pid) };
  writeFileSync(pathIn(folder), JSON.stringify(kept));
}

/** Removes what this process has left there, or one that is gone; not the word of one that runs. */
export function removeRunning(folder: string): void {
  const starter = read(folder)?.starter;
  if (starter && starter.pid !== process.pid && isAlive(starter)) return;
  rmSync(pathIn(folder), { force: true });
}

/** Where the program that uses this data folder can be reached; null when none runs. */
export function readRunning(folder: string): Running | null {
  const kept = read(folder);
  return kept?.starter && isAlive(kept.starter) ? { server: kept.server } : null;
}

function read(folder: string): Kept | null {
  try {
    return JSON.parse(readFileSync(pathIn(folder), 'utf8')) as Kept;
  } catch {
    return null;
  }
}
