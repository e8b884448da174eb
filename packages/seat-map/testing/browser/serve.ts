import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { env } from 'node:process';
import packaged, { inflate } from '@sparticuz/chromium';
import { chromium } from 'playwright-core';

/**
 * Starts Chromium and prints the address that Playwright connects to. It runs until its standard input ends. A process
 * of its own, because the package unpacks itself to TMPDIR: the folder that is the argument. The caller removes it.
 */
const [folder = ''] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
env.TMPDIR = folder;

const server = await chromium.launchServer({
  ...(await options()),
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
process.stdout.write(`${server.wsEndpoint()}\n`);
process.stdin.on('end', () => server.close()).resume();

/** CHROMIUM_PATH, else the packaged Chromium with the shared libraries that a bare machine lacks. */
async function options() {
  const { CHROMIUM_PATH } = env;
  if (CHROMIUM_PATH) return { executablePath: CHROMIUM_PATH };
  const root = dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium'));
  await inflate(join(root, '../bin/al2023.tar.br'));
  return {
    executablePath: await packaged.executablePath(),
    env: { ...env, LD_LIBRARY_PATH: join(folder, 'al2023/lib'), HOME: folder },
  };
}
