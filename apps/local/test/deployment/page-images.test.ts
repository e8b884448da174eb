import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { temporaryFolder } from '@frontrow/embedded/testing/process/temporary-folder';
import { until } from '@frontrow/embedded/testing/until';
import { expect, onTestFinished, test } from 'vitest';
import { copyFromContext } from '../../testing/deployment/build-context.ts';
import { readDockerfile, type Stage } from '../../testing/deployment/dockerfile.ts';
import { TIMEOUT } from '../../testing/program/program.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** The pnpm that runs the tests; npx finds one where no pnpm does. */
const { npm_execpath: execPath = '', PATH } = env;
const PNPM = /pnpm[^/\\]*\.[cm]?js$/.test(execPath)
  ? `node '${execPath}'`
  : /pnpm[^/\\]*$/.test(execPath)
    ? `'${execPath}'`
    : 'npx -y pnpm@12';

const run = promisify(execFile);

/** Runs a RUN instruction in that folder. Packages come from the store of this machine. */
const runIn = (folder: string, instruction: string) =>
  run('sh', ['-ec', localCommand(folder, instruction)], { cwd: folder, maxBuffer: 10_000_000 });

const localCommand = (folder: string, instruction: string): string =>
  instruction
    .replace(/\bpnpm install\b/, `${PNPM} install --prefer-offline`)
    .replace(' --store-dir=/pnpm --package-import-method=copy', '')
    .replaceAll(' /site', ` ${folder}/site`);

test.each([
  ['storefront', 'STOREFRONT', ['/service-worker.js']],
  ['console', 'CONSOLE', []],
] as const)(
  'the instructions of Dockerfile.%s build a site that the image’s command serves',
  {
    timeout: TIMEOUT,
  },
  async (name, prefix, fixedFiles) => {
    const text = readFileSync(join(root, `Dockerfile.${name}`), 'utf8');
    const [site, image] = readDockerfile(text) as [Stage, Stage];
    const folder = realpathSync(temporaryFolder('image'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const [, install = '', ...rest] = site.runs;
    for (const copied of site.copied.slice(0, -2)) copyFromContext(root, folder, copied);
    await runIn(folder, install);
    for (const copied of site.copied.slice(-2)) copyFromContext(root, folder, copied);
    for (const instruction of rest) await runIn(folder, instruction);

    const [command = '', ...args] = image.command;
    const server = spawn(command, args, {
      cwd: folder,
      env: {
        ...{ PATH, NODE_ENV: 'production', API_URL: 'https://api.example' },
        HOST: '127.0.0.1',
        ...{ [`${prefix}_PORT`]: '0', [`${prefix}_SITE`]: join(folder, 'site') },
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void server.kill('SIGKILL'));
    const exited = once(server, 'exit');
    let log = '';
    server.stdout.on('data', (chunk: Buffer) => {
      log += chunk;
    });
    const url = await until(
      'the address in the log',
      () => /"url":"([^"]+)"/.exec(log)?.[1],
      TIMEOUT,
    );
    const html = await (await fetch(url)).text();
    expect(html).toContain('<meta name="frontrow-api" content="https://api.example" />');
    const files = [...html.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path = '']) => path);
    for (const path of [...files, ...fixedFiles]) {
      const response = await fetch(url + path);
      const { status, headers } = response;
      await response.arrayBuffer();
      expect([path, status]).toEqual([path, 200]);
      expect(headers.get('content-type'), path).not.toMatch(/html|\/json/);
    }
    server.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
  },
);
