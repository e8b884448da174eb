import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import chromium, { inflate } from '@sparticuz/chromium';
import puppeteer, { type Browser, type LaunchOptions } from 'puppeteer-core';

const ARGS = ['--no-sandbox', '--disable-gpu', '--no-zygote', '--disable-background-networking'];

/** A real browser: the one from the registry, else one that the machine has; null where there is none. */
export async function launch(folder: string): Promise<Browser | null> {
  const packaged = process.platform === 'linux' && process.arch === 'x64';
  const ways: (() => Promise<LaunchOptions>)[] = [
    ...(packaged ? [bare, () => withLibraries(folder)] : []),
    async () => ({ channel: 'chrome' }),
    async () => ({ executablePath: '/usr/bin/chromium' }),
  ];
  for (const way of ways) {
    try {
      return await puppeteer.launch({ args: ARGS, headless: true, ...(await way()) });
    } catch (error) {
      process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    }
  }
  return null;
}

const bare = async (): Promise<LaunchOptions> => ({
  executablePath: await chromium.executablePath(),
  headless: 'shell',
});

/** For a machine on which no browser was ever installed: the libraries that come with it. */
async function withLibraries(folder: string): Promise<LaunchOptions> {
  const packaged = dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium'));
  await inflate(join(packaged, '../bin/al2023.tar.br'));
  const LD_LIBRARY_PATH = join(folder, 'al2023/lib');
  return { ...(await bare()), env: { LD_LIBRARY_PATH, HOME: folder } };
}
