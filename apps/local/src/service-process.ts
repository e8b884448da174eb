import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const STOP_MILLISECONDS = 20_000;
/** Node keeps compiled code here: a server starts with 0.7 instead of 0.95 seconds of processor time. */
const NODE_COMPILE_CACHE = fileURLToPath(
  new URL('../node_modules/.cache/compiled', import.meta.url),
);

export interface ServiceOptions {
  name: 'server' | 'worker';
  env: NodeJS.ProcessEnv;
}

export interface ServiceProcess {
  url: string;
  /** Settles when the process has ended, for whatever reason. */
  exited: Promise<void>;
  /** Sends SIGTERM, then SIGKILL when the process has not ended in time. */
  stop(): Promise<void>;
}

export interface StartingService extends Omit<ServiceProcess, 'url'> {
  /** The URL, once the process listens. Rejects when the process ends before. */
  listening: Promise<string>;
}

export interface SpawnOptions {
  /** Receives each line of the standard output; without it the output goes to this process's own. */
  onOutputLine?: (line: string) => void;
  /** Time between SIGTERM and SIGKILL; default 20 seconds. */
  stopMilliseconds?: number;
}

/**
 * Starts a server or worker process. It has a process group of its own, so that Ctrl-C reaches only this
 * process, which then stops it. It ends by itself when this process is gone.
 */
export function spawnService(
  { name, env }: ServiceOptions,
  { onOutputLine, stopMilliseconds = STOP_MILLISECONDS }: SpawnOptions = {},
): StartingService {
  const main = fileURLToPath(import.meta.resolve(`@frontrow/${name}/main`));
  const child = spawn(process.execPath, [main], {
    env: { NODE_COMPILE_CACHE, ...env },
    detached: true,
    stdio: ['ignore', onOutputLine ? 'pipe' : 'inherit', 'inherit', 'ipc'],
  });
  if (onOutputLine && child.stdout) {
    createInterface({ input: child.stdout }).on('line', onOutputLine);
  }
  const exited = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    child.once('error', () => resolve());
  });
  const ended = exited.then((): never => {
    throw new Error(`the ${name} did not start`);
  });
  const listening = Promise.race([announcedUrl(child), ended]);
  listening.catch(() => {});
  return {
    listening,
    exited,
    async stop() {
      child.kill('SIGTERM');
      await Promise.race([exited, sleep(stopMilliseconds, undefined, { ref: false })]);
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** Starts a server or worker process and waits until it listens. */
export async function startService(options: ServiceOptions): Promise<ServiceProcess> {
  const { listening, ...service } = spawnService(options);
  return { ...service, url: await listening };
}

const announcedUrl = (child: ChildProcess) =>
  new Promise<string>((resolve) => {
    child.once('message', (message) => resolve((message as { url: string }).url));
  });
