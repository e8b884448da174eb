import { afterAll, beforeAll, beforeEach, expect } from 'vitest';
import { INSTALL_TIMEOUT, needsTools, toolsAbsence } from '../consumers/tools/tools.ts';
import { type Console, openConsole } from './open-console.ts';

/** One console for all tests of a file, which are skipped where no browser can be had. No page of it may fault. */
export function consoleOfFile(more: string[] = []): () => Console {
  let opened: Console | undefined;
  beforeAll(async () => {
    if ((await toolsAbsence()) === null) opened = await openConsole(more);
  }, INSTALL_TIMEOUT);
  beforeEach((context) => needsTools(context));
  afterAll(async () => {
    await opened?.close();
    expect(opened?.faults ?? []).toEqual([]);
  });
  return () => {
    if (!opened) throw new Error('the console is not open');
    return opened;
  };
}
