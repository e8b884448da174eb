import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { keep } from '../../src/mongo/mongod/binary-cache.ts';
import { findFitting } from '../../src/mongo/mongod/compatibility.ts';
import { findMongod } from '../../src/mongo/mongod/find-mongod.ts';
import { bareHome } from '../../testing/mongo/empty-home.ts';

/** A home with a mongod of that version on the PATH, and others that were kept. */
async function homeWith(version: string, ...kept: string[]) {
  const home = bareHome();
  for (const one of kept) {
    const fake = home.program('fake', `echo db version v${one}`);
    await keep({ env: home.bare }, async () => fake);
  }
  return { ...home, onPath: home.program('mongod', `echo db version v${version}`) };
}

describe('for data that was made by mongod 6.0.5', () => {
  test.each(['6.0.5', '6.0.20', '6.3.1', '7.0.2', '7.1.0'])('%s runs on it', async (version) => {
    const { bare, onPath } = await homeWith(version);
    expect(await findFitting('6.0.5', bare)).toEqual({ path: onPath, source: 'path', version });
  });

  test.each(['5.0.9', '8.0.1', '10.0.0'])('%s is refused, with both versions', async (version) => {
    const { bare, onPath } = await homeWith(version, '7.9.9', '60.0.5');
    await expect(findFitting('6.0.5', bare)).rejects.toThrow(
      `the data was made by mongod 6.0.5, which ${onPath} of version ${version} cannot run on`,
    );
  });

  test('one of its release that was kept comes before any other', async () => {
    for (const version of ['7.0.2', '8.0.1']) {
      const { bare, cache } = await homeWith(version, '6.0.4', '6.0.12', '7.0.1');
      const path = join(cache, 'mongod-6.0.12');
      expect(await findFitting('6.0.5', bare)).toEqual({
        path,
        source: 'cache',
        version: '6.0.12',
      });
    }
  });

  test('one that the environment names is taken or refused, and not passed over', async () => {
    const { bare, onPath, program } = await homeWith('7.0.2', '6.0.5');
    const named = { ...bare, MONGOMS_SYSTEM_BINARY: onPath };
    expect(await findFitting('6.0.5', named)).toMatchObject({ source: 'named', version: '7.0.2' });
    named.MONGOMS_SYSTEM_BINARY = program('newer', 'echo db version v8.0.1');
    await expect(findFitting('6.0.5', named)).rejects.toThrow(/6\.0\.5.*8\.0\.1/);
  });
});

test('where the home cannot be written, it is kept in a folder that only its user can', async () => {
  const { home, bare, program } = bareHome();
  writeFileSync(join(home, 'file'), '');
  const env = { ...bare, XDG_CACHE_HOME: join(home, 'file') };
  const fake = program('fake', 'echo db version v6.0.5');
  const { path } = await keep({ env }, async () => fake);
  const own = join(home, `frontrow-${process.getuid?.()}`);
  expect(path).toBe(join(own, 'mongod-6.0.5'));
  expect((statSync(own).mode & 0o777).toString(8)).toBe('700');
  expect(await findMongod(env)).toEqual({ path, source: 'cache', version: '6.0.5' });
});

test('nothing is kept in, or run from, one that others can write', async () => {
  const { home, bare, program } = bareHome();
  writeFileSync(join(home, 'file'), '');
  const env = { ...bare, XDG_CACHE_HOME: join(home, 'file') };
  const fake = program('fake', 'echo db version v6.0.5');
  const own = join(home, `frontrow-${process.getuid?.()}`);
  mkdirSync(own, { mode: 0o755 });
  await expect(keep({ env }, async () => fake)).rejects.toThrow(`others can write ${own}`);
  expect(readdirSync(own)).toEqual([]);
});
