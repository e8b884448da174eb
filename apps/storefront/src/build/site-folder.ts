import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs';
import { join } from 'node:path';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const CACHE = fileURLToPath(new URL('../../node_modules/.cache/site', import.meta.url));
const BUILD = fileURLToPath(new URL('./main.ts', import.meta.url));

/** What the pages are made of; the lock file stands for the packages. */
const SOURCES = [
  ...['apps/storefront/{index.html,package.json,*.config.ts}', 'apps/storefront/src/**/*'],
  ...['packages/{ui,sdk,contract,seat-map}/src/**/*', 'pnpm-lock.yaml'],
];
/** For how long the pages of other sources are kept after their last start: a process may still serve them. */
const KEPT_MILLISECONDS = 7 * 86_400_000;

/**
 * The folder of the built pages. Builds them, which takes some ten seconds, unless these sources were built before.
 *
 * @param signal ends the build
 * @throws if the build fails; the error has its output
 */
export async function siteFolder(signal?: AbortSignal): Promise<string> {
  const hash = hashOfSources();
  const folder = join(CACHE, hash);
  if (existsSync(folder)) {
    keepUsed(folder);
    return folder;
  }
  const unfinished = join(CACHE, `.${hash}-${process.pid}`);
  mkdirSync(unfinished, { recursive: true });
  try {
    await build(unfinished, signal);
    renameSync(unfinished, folder);
  } catch (error) {
    // Another process may have built the same meanwhile.
    if (!existsSync(folder)) throw error;
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  keepUsed(folder);
  return folder;
}

function hashOfSources(): string {
  const hash = createHash('sha256');
  for (const path of globSync(SOURCES, { cwd: ROOT }).toSorted()) {
    const file = join(ROOT, path);
    if (statSync(file).isFile()) hash.update(path).update('\0').update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 16);
}

function build(folder: string, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BUILD, folder], {
      // A test's or a developer's own would give the development build of React.
      env: { ...env, NODE_ENV: 'production' },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(signal ? { signal } : {}),
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk;
      });
    }
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`the pages could not be built:\n${output}`)),
    );
  });
}

/** Marks the build as used now, and removes those that were not used for long. */
function keepUsed(folder: string): void {
  const now = Date.now();
  utimesSync(folder, now / 1_000, now / 1_000);
  for (const name of readdirSync(CACHE)) {
    const other = join(CACHE, name);
    const usedAt = statSync(other, { throwIfNoEntry: false })?.mtimeMs ?? now;
    if (now - usedAt > KEPT_MILLISECONDS) rmSync(other, { recursive: true, force: true });
  }
}
