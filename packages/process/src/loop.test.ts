import { expect, test } from 'vitest';
import { startLoop } from './loop.ts';

test('a failure is said once, another one too, and that it is over', async () => {
  const said: string[] = [];
  const say = (level: string) => (fields: object, message: string) =>
    void said.push(`${level} ${message} ${String((fields as { err?: Error }).err?.message ?? '')}`);
  const log = { info: say('info'), warn: say('warn'), error: say('error') };
  const rounds = ['not migrated', 'not migrated', 'wrong password', 'wrong password', null, null];
  const done = Promise.withResolvers<void>();
  const loop = startLoop(log, { name: 'test', milliseconds: 1 }, async () => {
    const failure = rounds.shift();
    if (failure) throw new Error(failure);
    if (failure === undefined) done.resolve();
  });
  await done.promise;
  await loop.stop();
  expect(said).toEqual([
    'warn fails; trying on not migrated',
    'warn fails; trying on wrong password',
    'info goes on ',
  ]);
});
