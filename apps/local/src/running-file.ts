import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Running {
  server: string;
}

const pathIn = (folder: string) => join(folder, 'running.json');

/** Leaves word in the data folder of where the program can be reached; removed when it stops. */
export function writeRunning(folder: string, running: Running): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(pathIn(folder), JSON.stringify(running));
}

export const removeRunning = (folder: string): void => rmSync(pathIn(folder), { force: true });

/** Where the program that uses this data folder can be reached; null when none runs. */
export function readRunning(folder: string): Running | null {
  try {
    return JSON.parse(readFileSync(pathIn(folder), 'utf8')) as Running;
  } catch {
    return null;
  }
}
