import { expect, test } from 'vitest';
import { rehearse } from '../src/simulated/rehearsal.ts';

test('a simulated sale of 300 users passes all checks', async () => {
  const texts: string[] = [];
  const signal = AbortSignal.timeout(240_000);
  const exitCode = await rehearse({ users: 300, signal, print: (text) => texts.push(text) });
  expect(texts.join('\n')).toContain('All checks passed.');
  expect(exitCode).toBe(0);
});
