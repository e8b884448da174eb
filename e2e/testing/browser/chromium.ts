import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { env } from 'node:process';
import { type Browser, chromium, type LaunchOptions } from 'playwright-core';
import { loadTool, toolPath } from '../consumers/tools/load-tool.ts';

/** What the package does to run in a small cloud function is left out: it would turn web security off. */
const ARGS = ['--no-sandbox', '--disable-gpu', '--no-zygote', '--disable-background-networking'];

interface PackagedChromium {
  default: { executablePath(): Promise<string> };
  inflate(file: string): Promise<string>;
}

/**
 * Starts a browser: the one at CHROMIUM_PATH, else Chromium from the npm registry, which the tools of the consumer
 * tests have.
 *
 * @param folder where it is unpacked, which takes 3 s of processor time once; the caller removes the folder
 * @param more further arguments of its command line
 * @throws if none of them starts
 */
export async function launchChromium(folder: string, more: string[] = []): Promise<Browser> {
  mkdirSync(folder, { recursive: true });
  const { CHROMIUM_PATH } = env;
  const candidates: (() => Promise<LaunchOptions>)[] = CHROMIUM_PATH
    ? [async () => ({ executablePath: CHROMIUM_PATH })]
    : [() => packaged(folder), () => withLibraries(folder)];
  const problems: unknown[] = [];
  for (const options of candidates) {
    try {
      const args = [...ARGS, ...more];
      return await chromium.launch({ args, headless: true, ...(await options()) });
    } catch (error) {
      problems.push(error);
    }
  }
  throw new AggregateError(problems, `no browser starts: ${problems.map(String).join('; ')}`);
}

const load = () => loadTool<PackagedChromium>('@sparticuz/chromium');

async function packaged(folder: string): Promise<LaunchOptions> {
  const { default: found } = await load();
  return { executablePath: await unpackedIn(folder, () => found.executablePath()) };
}

/** With the shared libraries of the package, for a machine that lacks those a browser needs. */
async function withLibraries(folder: string): Promise<LaunchOptions> {
  const { inflate } = await load();
  const archive = join(dirname(toolPath('@sparticuz/chromium')), '../bin/al2023.tar.br');
  await unpackedIn(folder, () => inflate(archive));
  const LD_LIBRARY_PATH = join(folder, 'al2023/lib');
  return { ...(await packaged(folder)), env: { LD_LIBRARY_PATH, HOME: folder } };
}

/** The package unpacks to the system's folder for temporary files. */
async function unpackedIn<T>(folder: string, unpack: () => Promise<T>): Promise<T> {
  const { TMPDIR: before } = env;
  Object.assign(env, { TMPDIR: folder });
  try {
    return await unpack();
  } finally {
    if (before === undefined) Reflect.deleteProperty(env, 'TMPDIR');
    else Object.assign(env, { TMPDIR: before });
  }
}
