import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { addToCache } from '../../src/mongo/mongod/binary-cache.ts';
import { findCompatibleMongod, findMongod } from '../../src/mongo/mongod/find-mongod.ts';
import { emptyHome } from '../../testing/mongo/empty-home.ts';

/** A home with a mongod of that version on the PATH, and others in the cache. */
async function homeWith(version: string, ...cached: string[]) {
  const home = emptyHome();
  for (const one of cached) {
    const fake = home.writeProgram('fake', `echo db version v${one}`);
    await addToCache({ env: home.env }, async () => fake);
  }
  return { ...home, onPath: home.writeProgram('mongod', `echo db version v${version}`) };
}

describe('for data that was created by mongod 6.0.5', () => {
  test.each(['6.0.5', '6.0.20', '6.3.1', '7.0.2', '7.1.0'])('%s is taken', async (version) => {
    const { env, onPath } = await homeWith(version);
    expect(await findCompatibleMongod('6.0.5', env)).toEqual({
      path: onPath,
      source: 'path',
      version,
    });
  });

  test.each(['5.0.9', '8.0.1', '10.0.0'])('%s is refused with both versions', async (version) => {
    const { env, onPath } = await homeWith(version, '7.9.9', '60.0.5');
    await expect(findCompatibleMongod('6.0.5', env)).rejects.toThrow(
      `the data was made by mongod 6.0.5, which ${onPath} of version ${version} cannot run on`,
    );
  });

  test('a cached mongod of the same release comes before any other', async () => {
    for (const version of ['7.0.2', '8.0.1']) {
      const { env, cache } = await homeWith(version, '6.0.4', '6.0.12', '7.0.1');
      const path = join(cache, 'mongod-6.0.12');
      expect(await findCompatibleMongod('6.0.5', env)).toEqual({
        path,
        source: 'cache',
        version: '6.0.12',
      });
    }
  });

  test('a mongod that the environment names is taken or refused, never skipped', async () => {
    const { env, onPath, writeProgram } = await homeWith('7.0.2', '6.0.5');
    const named = { ...env, MONGOMS_SYSTEM_BINARY: onPath };
    expect(await findCompatibleMongod('6.0.5', named)).toMatchObject({
      source: 'named',
      version: '7.0.2',
    });
    named.MONGOMS_SYSTEM_BINARY = writeProgram('newer', 'echo db version v8.0.1');
    await expect(findCompatibleMongod('6.0.5', named)).rejects.toThrow(/6\.0\.5.*8\.0\.1/);
  });
});

test('a user without a writable home has a cache that only he can write', async () => {
  const { home, env: normal, writeProgram } = emptyHome();
  writeFileSync(join(home, 'file'), '');
  const env = { ...normal, XDG_CACHE_HOME: join(home, 'file') };
  const fake = writeProgram('fake', 'echo db version v6.0.5');
  const { path } = await addToCache({ env }, async () => fake);
  const cache = join(home, `frontrow-${process.getuid?.()}`);
  expect(path).toBe(join(cache, 'mongod-6.0.5'));
  expect((statSync(cache).mode & 0o777).toString(8)).toBe('700');
  expect(await findMongod(env)).toEqual({ path, source: 'cache', version: '6.0.5' });
});

test('a cache that other users can write is not used', async () => {
  const { home, env: normal, writeProgram } = emptyHome();
  writeFileSync(join(home, 'file'), '');
  const env = { ...normal, XDG_CACHE_HOME: join(home, 'file') };
  const fake = writeProgram('fake', 'echo db version v6.0.5');
  const cache = join(home, `frontrow-${process.getuid?.()}`);
  mkdirSync(cache, { mode: 0o755 });
  await expect(addToCache({ env }, async () => fake)).rejects.toThrow(`others can write ${cache}`);
  expect(readdirSync(cache)).toEqual([]);
});
