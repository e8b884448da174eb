import { expect, test } from 'vitest';
import { startLoop } from './loop.ts';

test('logs a failure once, a different failure too, and the recovery', async () => {
  const logged: string[] = [];
  const logAt = (level: string) => (fields: object, message: string) =>
    void logged.push(
      `${level} ${message} ${String((fields as { err?: Error }).err?.message ?? '')}`,
    );
  const log = { info: logAt('info'), warn: logAt('warn'), error: logAt('error') };
  const runs = ['not migrated', 'not migrated', 'wrong password', 'wrong password', null, null];
  const done = Promise.withResolvers<void>();
  const loop = startLoop(log, { name: 'test', milliseconds: 1 }, async () => {
    const failure = runs.shift();
    if (failure) throw new Error(failure);
    if (failure === undefined) done.resolve();
  });
  await done.promise;
  await loop.stop();
  expect(logged).toEqual([
    'warn failed; retrying not migrated',
    'warn failed; retrying wrong password',
    'info works again ',
  ]);
});
