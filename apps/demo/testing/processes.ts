import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../../..');

/** Runs a script with exactly this environment, without the variables of the test process. */
const start = (script: string, env: Record<string, string>) =>
  spawn(process.execPath, [script], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });

export interface Program {
  /** Sends SIGTERM and waits for the end. */
  stop(): Promise<void>;
}

/** Runs `pnpm start`, without pnpm, on a free port, and waits until it runs. */
export async function startProgram(env: Record<string, string>): Promise<Program> {
  const child = start('apps/local/src/main.ts', { PORT: '0', ...env });
  let output = '';
  const exited = once(child, 'exit');
  const running = new Promise<void>((settle, fail) => {
    const read = (chunk: Buffer) => {
      output += chunk;
      if (output.includes('Frontrow is running')) settle();
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    exited.then(() => fail(new Error(`the program did not start:\n${output}`)));
  });
  await running;
  return {
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

export interface DemoRun {
  code: number | null;
  stdout: string;
  stderr: string;
}

export async function runDemo(env: Record<string, string>): Promise<DemoRun> {
  const child = start('apps/demo/src/main.ts', env);
  const run: DemoRun = { code: null, stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    run.stdout += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    run.stderr += chunk;
  });
  await once(child, 'close');
  return { ...run, code: child.exitCode };
}
