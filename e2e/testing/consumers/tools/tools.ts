import { join } from 'node:path';
import { request } from '@frontrow/embedded/testing/run/on-demand';
import { inject, type TestContext } from 'vitest';
import { runSuccessfully } from '../runtime/run-command.ts';
import { skipWithout } from '../runtime/skip.ts';
import type {} from './global-setup.ts';
import { TOOLS } from './tools-folder.ts';

/**
 * Installs the tools at the first call of the run, which can take minutes: a file calls it in `beforeAll`.
 * Returns why they cannot be installed; null when they are.
 */
export const toolsAbsence = (): Promise<string | null> =>
  request(inject('consumerToolsOnDemand'), 'tools');

/** Time for `beforeAll` with `toolsAbsence`, in milliseconds: some hundred megabytes are downloaded once. */
export const INSTALL_TIMEOUT = 11 * 60_000;

/** Skips the test where the tools cannot be installed. */
export async function needsTools(context: TestContext): Promise<void> {
  const absence = await toolsAbsence();
  if (absence !== null) skipWithout(context, `the tools of e2e/consumers/tools: ${absence}`);
}

/** Runs a program of the tools' folder; returns the JSON that it prints. */
export async function runTool(program: string, args: string[]): Promise<unknown> {
  const output = await runSuccessfully(process.execPath, [join(TOOLS, program), ...args], TOOLS);
  return JSON.parse(output);
}
