import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { keep } from '../../src/mongo/mongod/binary-cache.ts';
import { findMongod } from '../../src/mongo/mongod/find-mongod.ts';
import { type BareHome, bareHome } from '../../testing/mongo/empty-home.ts';
import {
  killAllOn,
  processesOf,
  until,
  untilNothingRunsOn,
} from '../../testing/process/processes.ts';
import { runStarter } from '../../testing/process/starter-process.ts';

/** A home where the last way is a pip that takes for ever, and says that it was begun. */
function slowHome(): BareHome & { tried: string } {
  const bare = bareHome();
  const tried = join(bare.home, 'tried');
  bare.program('pip', '[ "$1" = --version ] && exit', `: > ${tried}`, 'exec /bin/sleep 60');
  onTestFinished(() => killAllOn(bare.home));
  return { ...bare, tried };
}

/** A server that takes connections and says nothing. */
async function silentMirror(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return `https://127.0.0.1:${(server.address() as { port: number }).port}`;
}

const untilRuns = (home: string, program: RegExp) =>
  until(`${program} runs`, () => processesOf(home).some(({ line }) => program.test(line)));

describe.skipIf(platform() !== 'linux' || arch() !== 'x64')('fetching a mongod', () => {
  test('is given up in the middle of a download, and nothing else is tried', async () => {
    const { home, bare, cache, tried } = slowHome();
    const giving = new AbortController();
    const said: string[] = [];
    const env = { ...bare, MONGOMS_DOWNLOAD_MIRROR: await silentMirror() };
    const found = findMongod(env, { signal: giving.signal, say: (line) => said.push(line) });
    const outcome = found.catch((error: unknown) => error);
    await untilRuns(home, /download-main/);
    expect(said).toEqual(['No mongod here: fetching one …']);
    giving.abort('given up');
    expect(await outcome).toBe('given up');
    await untilNothingRunsOn(home);
    expect(readdirSync(cache)).toEqual([]);
    expect(existsSync(tried)).toBe(false);
  });

  test('is given up in the middle of what pip does', async () => {
    const { home, bare, cache } = slowHome();
    const giving = new AbortController();
    const found = findMongod(bare, { signal: giving.signal });
    const outcome = found.catch((error: unknown) => error);
    await untilRuns(home, /sleep 60/);
    giving.abort('given up');
    expect(await outcome).toBe('given up');
    await untilNothingRunsOn(home);
    expect(readdirSync(cache)).toEqual([]);
  });

  test('ends with its starter, and whoever fetches next removes what that left', async () => {
    const { home, bare, cache, program } = slowHome();
    const starter = runStarter('../mongo/run-mongo-main.ts', join(home, 'data'), {
      env: { ...bare, PATH: `${bare.PATH}:/usr/bin:/bin`, MONGOMS_SYSTEM_BINARY: '' },
    });
    await untilRuns(home, /sleep 60/);
    starter.kill('SIGKILL');
    await untilNothingRunsOn(home);
    expect(readdirSync(cache)).toEqual([expect.stringMatching(/^new-/)]);
    const fake = program('fake', 'echo db version v1.2.3');
    await keep({ env: bare }, async () => fake);
    expect(readdirSync(cache)).toEqual(['mongod-1.2.3']);
  });
});
