import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import chromium, { inflate } from '@sparticuz/chromium';
import puppeteer, { type Browser, type LaunchOptions } from 'puppeteer-core';

const ARGS = ['--no-sandbox', '--disable-gpu', '--no-zygote', '--disable-background-networking'];

/** Starts a browser: Chromium from the npm registry, else one installed on the machine; null if there is none. */
export async function launch(folder: string): Promise<Browser | null> {
  const hasPackage = process.platform === 'linux' && process.arch === 'x64';
  const candidates: (() => Promise<LaunchOptions>)[] = [
    ...(hasPackage ? [packagedChromium, () => withLibraries(folder)] : []),
    async () => ({ channel: 'chrome' }),
    async () => ({ executablePath: '/usr/bin/chromium' }),
  ];
  for (const options of candidates) {
    try {
      return await puppeteer.launch({ args: ARGS, headless: true, ...(await options()) });
    } catch (error) {
      process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    }
  }
  return null;
}

const packagedChromium = async (): Promise<LaunchOptions> => ({
  executablePath: await chromium.executablePath(),
  headless: 'shell',
});

/** Uses the shared libraries of the package, for a machine that lacks those a browser needs. */
async function withLibraries(folder: string): Promise<LaunchOptions> {
  const packaged = dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium'));
  await inflate(join(packaged, '../bin/al2023.tar.br'));
  const LD_LIBRARY_PATH = join(folder, 'al2023/lib');
  return { ...(await packagedChromium()), env: { LD_LIBRARY_PATH, HOME: folder } };
}
