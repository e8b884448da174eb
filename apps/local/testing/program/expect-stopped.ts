import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DataFolder } from '@frontrow/embedded/testing/postgres/postgres-folder';
import { untilNothingRunsOn } from '@frontrow/embedded/testing/process/processes';
import { expect } from 'vitest';
import type { Program } from './program.ts';

const KEPT_FILES = [
  ...['postgres', 'postgres.json', 'postgres.log', 'secrets.json'],
  'ports.json',
  ...['mongo', 'mongo.json', 'mongo.key', 'mongo.log'],
];

/** Expects that no process uses the folder, and that it contains only data, logs and secrets. */
export async function expectNothingRunning({ path }: DataFolder): Promise<void> {
  await untilNothingRunsOn(path);
  const names = readdirSync(path).filter((name) => !KEPT_FILES.includes(name));
  expect(names).toEqual([]);
  expect(existsSync(join(path, 'postgres', 'postmaster.pid'))).toBe(false);
}

/** Expects exit code 0 and the final message after a signal. */
export async function expectStops(program: Program, signal: NodeJS.Signals): Promise<void> {
  program.kill(signal);
  expect({ code: await program.ended, output: program.output() }).toEqual({
    code: 0,
    output: expect.stringMatching(/Frontrow has stopped\.\n$/),
  });
}
