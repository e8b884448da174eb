import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

export interface CommandResult {
  code: number;
  stdout: string;
  /** Both streams, to explain a failure. */
  output: string;
}

export interface CommandOptions {
  cwd: string;
  /** When the command is killed; default 4 minutes. */
  timeout?: number;
  /** Instead of the environment of the tests. */
  env?: Record<string, string>;
}

/** Runs a command until it exits with any code. */
export async function runCommand(
  command: string,
  args: string[],
  options: CommandOptions,
): Promise<CommandResult> {
  try {
    const { stdout, stderr } = await execute(command, args, { timeout: 240_000, ...options });
    return { code: 0, stdout, output: stdout + stderr };
  } catch (error) {
    const {
      code,
      stdout = '',
      stderr = '',
      message,
    } = error as Error & Partial<CommandResult> & { stderr?: string };
    const status = typeof code === 'number' ? code : 1;
    return { code: status, stdout, output: stdout + stderr || message };
  }
}

/** Runs a command; returns its output. Throws if it exits with another code than 0. */
export async function runSuccessfully(
  command: string,
  args: string[],
  cwd: string,
): Promise<string> {
  const { code, stdout, output } = await runCommand(command, args, { cwd });
  if (code !== 0) throw new Error(`${command} ${args[0]} exited with code ${code}:\n${output}`);
  return stdout;
}
