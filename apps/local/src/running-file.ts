import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  identityOf,
  isAlive,
  type ProcessIdentity,
} from '@frontrow/embedded/process/process-identity';

/** The content of `running.json` in the data folder: where `pnpm start` can be reached. */
export interface RunningProgram {
  /** URL of the server. */
  server: string;
}

interface RunningFile extends RunningProgram {
  /** The process that wrote the file. A file of a process that is gone is not valid. */
  starter: ProcessIdentity;
}

const pathIn = (folder: string) => join(folder, 'running.json');

export function writeRunning(folder: string, program: RunningProgram): void {
  mkdirSync(folder, { recursive: true });
  const file: RunningFile = { ...program, starter: identityOf(process.pid) };
  writeFileSync(pathIn(folder), JSON.stringify(file));
}

/** Removes the file, unless another process that still runs has written it. */
export function removeRunning(folder: string): void {
  const starter = read(folder)?.starter;
  if (starter && starter.pid !== process.pid && isAlive(starter)) return;
  rmSync(pathIn(folder), { force: true });
}

/** The program that runs on this data folder; null when none does. */
export function readRunning(folder: string): RunningProgram | null {
  const file = read(folder);
  return file?.starter && isAlive(file.starter) ? { server: file.server } : null;
}

function read(folder: string): RunningFile | null {
  try {
    return JSON.parse(readFileSync(pathIn(folder), 'utf8')) as RunningFile;
  } catch {
    return null;
  }
}
