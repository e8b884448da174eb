import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { runCommand } from '../runtime/run-command.ts';
import { TOOLS, toolFolder } from '../tools/tools-folder.ts';

const SDK = 'node_modules/@frontrow/sdk';
const TIMEOUT_MILLISECONDS = 240_000;

export interface NextApp {
  /** The HTML of the page `/`, as it was rendered during the build. */
  builtPage: string;
  /** Starts the built app, and returns the HTML of a page as it is rendered now. */
  request(path: string): Promise<string>;
  remove(): void;
}

/** Builds programs/next with the SDK of a project, against a server. Throws what Next prints if it refuses. */
export async function buildNextApp(project: string, serverUrl: string): Promise<NextApp> {
  // Inside the folder of the tools: Turbopack follows no link that leads out of its root.
  const app = mkdtempSync(join(TOOLS, '.next-app-'));
  const remove = () => rmSync(app, { recursive: true, force: true, maxRetries: 3 });
  const next = join(toolFolder('next') ?? '', 'dist/bin/next');
  const env = {
    PATH: '/usr/bin:/bin',
    NEXT_TELEMETRY_DISABLED: '1',
    NEXT_PUBLIC_FRONTROW_URL: serverUrl,
    CI: '1',
  };
  try {
    cpSync(join(project, 'programs/next'), app, { recursive: true });
    cpSync(join(project, SDK), join(app, SDK), { recursive: true });
    const options = { cwd: app, env, timeout: TIMEOUT_MILLISECONDS };
    const { code, output } = await runCommand(process.execPath, [next, 'build'], options);
    if (code !== 0) throw new Error(`next build exited with code ${code}:\n${output}`);
  } catch (error) {
    remove();
    throw error;
  }
  return {
    builtPage: readFileSync(join(app, '.next/server/app/index.html'), 'utf8'),
    async request(path) {
      const args = [next, 'start', '--port', '0', '--hostname', '127.0.0.1'];
      const child = spawn(process.execPath, args, {
        cwd: app,
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      try {
        return await (await fetch(`${await addressOf(child)}${path}`)).text();
      } finally {
        child.kill();
        if (child.exitCode === null) await once(child, 'exit');
      }
    },
    remove,
  };
}

/** The address that the server prints once it is ready. */
async function addressOf({ stdout, stderr }: ChildProcess): Promise<string> {
  if (!stdout || !stderr) throw new Error('the server has no output');
  stderr.resume();
  let address: string | undefined;
  for await (const line of createInterface({ input: stdout })) {
    address ??= /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0];
    if (address && line.includes('Ready')) {
      stdout.resume();
      return address;
    }
  }
  throw new Error('next start ended');
}
