import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DataFolder } from '@frontrow/embedded/testing/postgres/postgres-folder';
import { untilNothingRunsOn } from '@frontrow/embedded/testing/process/processes';
import { expect } from 'vitest';
import type { Program } from './program.ts';

const LEFT_AFTER_A_STOP = [
  ...['postgres', 'postgres.json', 'postgres.log', 'secrets.json'],
  ...['mongo', 'mongo.json', 'mongo.key', 'mongo.log'],
];

/** Everything has ended, and the folder says so. */
export async function expectNothingLeft({ path }: DataFolder): Promise<void> {
  await untilNothingRunsOn(path);
  const names = readdirSync(path).filter((name) => !LEFT_AFTER_A_STOP.includes(name));
  expect(names).toEqual([]);
  expect(existsSync(join(path, 'postgres', 'postmaster.pid'))).toBe(false);
}

export async function expectStops(program: Program, signal: NodeJS.Signals): Promise<void> {
  program.kill(signal);
  expect({ code: await program.ended, output: program.output() }).toEqual({
    code: 0,
    output: expect.stringMatching(/Frontrow has stopped\.\n$/),
  });
}
