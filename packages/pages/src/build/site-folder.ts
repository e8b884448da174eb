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
/** For how long the pages of other sources are kept after their last start: a process may still serve them. */
const KEPT_MILLISECONDS = 7 * 86_400_000;

export interface SiteOptions {
  /** The folder of the app among the others. */
  app: string;
  /** The names of the packages whose sources are in the pages. */
  packages: readonly string[];
  /** Ends the build. */
  signal?: AbortSignal | undefined;
}

/**
 * The folder of an app's built pages. Builds them, which takes some ten seconds, unless these sources were built before.
 *
 * @throws if the build fails; the error has its output
 */
export async function builtFolder({ app, packages, signal }: SiteOptions): Promise<string> {
  const cache = join(ROOT, 'apps', app, 'node_modules/.cache/site');
  const hash = hashOfSources(app, packages);
  const folder = join(cache, hash);
  if (existsSync(folder)) {
    keepUsed(cache, folder);
    return folder;
  }
  const unfinished = join(cache, `.${hash}-${process.pid}`);
  mkdirSync(unfinished, { recursive: true });
  try {
    await build(join(ROOT, 'apps', app, 'src/build/main.ts'), unfinished, signal);
    renameSync(unfinished, folder);
  } catch (error) {
    // Another process may have built the same meanwhile.
    if (!existsSync(folder)) throw error;
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  keepUsed(cache, folder);
  return folder;
}

/** Of what the pages are made of; the lock file stands for the packages of others. */
function hashOfSources(app: string, packages: readonly string[]): string {
  const sources = [
    ...[`apps/${app}/{index.html,package.json,*.config.ts}`, `apps/${app}/src/**/*`],
    ...[`packages/{${packages.join()}}/src/**/*`, 'pnpm-lock.yaml'],
  ];
  const hash = createHash('sha256');
  for (const path of globSync(sources, { cwd: ROOT }).toSorted()) {
    const file = join(ROOT, path);
    if (statSync(file).isFile()) hash.update(path).update('\0').update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 16);
}

function build(script: string, folder: string, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, folder], {
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
function keepUsed(cache: string, folder: string): void {
  const now = Date.now();
  utimesSync(folder, now / 1_000, now / 1_000);
  for (const name of readdirSync(cache)) {
    const other = join(cache, name);
    const usedAt = statSync(other, { throwIfNoEntry: false })?.mtimeMs ?? now;
    if (now - usedAt > KEPT_MILLISECONDS) rmSync(other, { recursive: true, force: true });
  }
}
