import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);

export interface Outcome {
  code: number;
  stdout: string;
  /** Both streams, for whoever reads why it failed. */
  output: string;
}

/** Runs a command to its end, whatever that is. */
export async function run(command: string, args: string[], cwd: string): Promise<Outcome> {
  try {
    const { stdout, stderr } = await execute(command, args, { cwd, timeout: 50_000 });
    return { code: 0, stdout, output: stdout + stderr };
  } catch (error) {
    const {
      code,
      stdout = '',
      stderr = '',
      message,
    } = error as Error &
      Partial<Outcome> & {
        stderr?: string;
      };
    const status = typeof code === 'number' ? code : 1;
    return { code: status, stdout, output: stdout + stderr || message };
  }
}

/** What a command that must succeed wrote. */
export async function succeed(command: string, args: string[], cwd: string): Promise<string> {
  const { code, stdout, output } = await run(command, args, cwd);
  if (code !== 0) throw new Error(`${command} ${args[0]} ended with ${code}:\n${output}`);
  return stdout;
}
