import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const STOP_MILLISECONDS = 20_000;

export interface ServiceProcess {
  url: string;
  /** Settles when the process ends, wanted or not. */
  exited: Promise<void>;
  stop(): Promise<void>;
}

/**
 * Runs a process of the product and waits until it says where it listens. It gets a process group of
 * its own, so that Ctrl-C reaches the starter alone, and it ends by itself when the starter is gone.
 */
export async function startServiceProcess(
  module: string,
  env: NodeJS.ProcessEnv,
): Promise<ServiceProcess> {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.resolve(module))], {
    env,
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const url = await Promise.race([urlFrom(child), exited.then(() => null)]);
  if (url === null) throw new Error(`${module} did not start`);
  return {
    url,
    exited,
    async stop() {
      child.kill('SIGTERM');
      await Promise.race([exited, sleep(STOP_MILLISECONDS, undefined, { ref: false })]);
      child.kill('SIGKILL');
      await exited;
    },
  };
}

const urlFrom = (child: ChildProcess) =>
  new Promise<string>((resolve) => {
    child.once('message', (message) => resolve((message as { url: string }).url));
  });
