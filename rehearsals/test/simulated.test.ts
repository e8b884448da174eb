import { expect, test } from 'vitest';
import { simulate } from '../src/simulated/rehearsal.ts';

test('everybody in a simulated sale is served in ticket order', async () => {
  const lines: string[] = [];
  const signal = AbortSignal.timeout(50_000);
  const exitCode = await simulate({ users: 300, signal, print: (line) => lines.push(line) });
  expect(lines.join('\n')).toContain('Nothing was violated.');
  expect(exitCode).toBe(0);
});
