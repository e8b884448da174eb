import { execPath } from 'node:process';
import { runCommand } from '../runtime/run-command.ts';
import { TOOLS } from './tools-folder.ts';

const TIMEOUT_MILLISECONDS = 10 * 60_000;

/**
 * Installs the tools from their lockfile, with the package manager that runs the tests. Returns why they
 * cannot be installed; null when they are.
 */
export async function installTools(npmExecPath = ''): Promise<string | null> {
  const [command, ...args] = [...pnpm(npmExecPath), 'install', '--frozen-lockfile'];
  const { code, output } = await runCommand(command, args, {
    cwd: TOOLS,
    timeout: TIMEOUT_MILLISECONDS,
  });
  return code === 0 ? null : endInOneLine(output);
}

/** The pnpm that runs the tests, which is a program or a script; npx finds one where no pnpm does. */
function pnpm(npmExecPath: string): [string, ...string[]] {
  if (!/pnpm[^/\\]*$/.test(npmExecPath)) return ['npx', '-y', 'pnpm@12'];
  return /\.c?js$/.test(npmExecPath) ? [execPath, npmExecPath] : [npmExecPath];
}

/** pnpm draws a tree of the causes of an error. */
const endInOneLine = (output: string): string =>
  output
    .trim()
    .split('\n')
    .slice(-5)
    .join(' ')
    .replaceAll(/[\s│├╰─▶]+/g, ' ')
    .trim();
