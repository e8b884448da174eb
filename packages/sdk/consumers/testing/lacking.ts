import type { TestContext } from 'vitest';

// biome-ignore lint/style/noProcessEnv: whether it is CI is said nowhere else
const isCi = process.env.CI !== undefined;

/** Passes a test over, visibly, where the machine has not got what it needs; CI must have it all. */
export function lacking(context: TestContext, what: string): never {
  if (isCi) throw new Error(`CI needs ${what}`);
  process.stderr.write(`skipped: ${context.task.name} needs ${what}\n`);
  return context.skip(`needs ${what}`);
}
