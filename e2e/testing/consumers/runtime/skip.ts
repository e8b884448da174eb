import type { TestContext } from 'vitest';

// biome-ignore lint/style/noProcessEnv: only this variable tells that the test runs in CI
const isCi = process.env.CI !== undefined;

/** Skips a test because the machine lacks something, and prints what. In CI the test fails instead. */
export function skipWithout(context: TestContext, what: string): never {
  if (isCi) throw new Error(`CI needs ${what}`);
  process.stderr.write(`skipped: ${context.task.name} needs ${what}\n`);
  return context.skip(`needs ${what}`);
}
