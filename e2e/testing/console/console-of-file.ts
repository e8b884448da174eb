import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import { type Console, openConsole } from './open-console.ts';

/** One console for all tests of a file. The pages of a test close at its end, and none may fault. */
export function consoleOfFile(more: string[] = []): () => Console {
  let opened: Console | undefined;
  beforeAll(async () => {
    opened = await openConsole(more);
  });
  afterEach(() => opened?.closeVisits());
  afterAll(async () => {
    await opened?.close();
    expect(opened?.faults ?? []).toEqual([]);
  });
  return () => {
    if (!opened) throw new Error('the console is not open');
    return opened;
  };
}
