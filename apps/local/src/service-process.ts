import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Service } from '@frontrow/settings/settings';
import { COMPILE_CACHE } from './compile-cache.ts';
import { EndedAtStart, type Part } from './supervision/part.ts';

const STOP_MILLISECONDS = 20_000;
/** How many lines of the error output are kept. */
const LAST_LINES = 20;
const OUTPUT_MILLISECONDS = 500;

export interface ServiceOptions {
  name: Service;
  /** What messages call it; default: the name. */
  label?: string;
  env: NodeJS.ProcessEnv;
  /** How long a server goes on serving after SIGTERM, as its settings say. */
  drainSeconds?: number;
  /** Ends the start; the process is then stopped. */
  signal?: AbortSignal;
}

export interface ServiceUrls {
  url: string;
  /** Where its `/metrics` is, with METRICS_PORT; null: at `url`. */
  metricsUrl: string | null;
}

/** `stop` sends SIGTERM, then SIGKILL when the process has not ended in time. */
export interface ServiceProcess extends Part, ServiceUrls {}

/** The settings that give each service its port. */
const PORT_SETTINGS = {
  server: 'PORT',
  worker: 'WORKER_PORT',
  storefront: 'STOREFRONT_PORT',
  console: 'CONSOLE_PORT',
} as const;

/** The environment with which a service that listened there listens there again. */
export const envOfSamePorts = (
  { name, env }: ServiceOptions,
  { url, metricsUrl }: ServiceUrls,
): NodeJS.ProcessEnv => ({
  ...env,
  [PORT_SETTINGS[name]]: new URL(url).port,
  ...(metricsUrl ? { METRICS_PORT: new URL(metricsUrl).port } : {}),
});

export interface StartingService extends Part {
  /** The URLs, once the process listens. Rejects when the process ends before. */
  listening: Promise<ServiceUrls>;
}

export interface SpawnOptions {
  /** The entry of the service's package that is run; default: `main`. */
  entry?: string;
  /** Receives each line of the standard output; without it the output goes to this process's own. */
  onOutputLine?: (line: string) => void;
  /** Time between SIGTERM and SIGKILL; default 20 seconds and what a server serves on. */
  stopMilliseconds?: number;
}

/**
 * Starts a process of the product. It has a process group of its own, so that Ctrl-C reaches only this
 * process, which then stops it. It ends by itself when this process is gone.
 */
export function spawnService(
  { name, env, drainSeconds = 0 }: ServiceOptions,
  {
    entry = 'main',
    onOutputLine,
    stopMilliseconds = STOP_MILLISECONDS + drainSeconds * 1000,
  }: SpawnOptions = {},
): StartingService {
  const main = fileURLToPath(import.meta.resolve(`@frontrow/${name}/${entry}`));
  const child = spawn(process.execPath, [main], {
    env: { NODE_COMPILE_CACHE: COMPILE_CACHE, ...env },
    detached: true,
    stdio: ['ignore', onOutputLine ? 'pipe' : 'inherit', 'pipe', 'ipc'],
  });
  if (onOutputLine && child.stdout) {
    createInterface({ input: child.stdout }).on('line', onOutputLine);
  }
  const lastLines: string[] = [];
  createInterface({ input: child.stderr as Readable }).on('line', (line) => {
    process.stderr.write(`${line}\n`);
    lastLines.push(line);
    if (lastLines.length > LAST_LINES) lastLines.shift();
  });
  const exited = new Promise<void>((resolve) => {
    // `close` comes when the output has been read too. A process that it started could hold that open.
    child.once('close', () => resolve());
    child.once('exit', () => setTimeout(resolve, OUTPUT_MILLISECONDS).unref());
    child.once('error', () => resolve());
  });
  const lastWords = () => lastLines.join('\n');
  const ended = exited.then((): never => {
    throw new EndedAtStart(name, lastWords());
  });
  const listening = Promise.race([announcedUrls(child), ended]);
  listening.catch(() => {});
  return {
    listening,
    exited,
    lastWords,
    async stop() {
      child.kill('SIGTERM');
      await Promise.race([exited, sleep(stopMilliseconds, undefined, { ref: false })]);
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/**
 * Starts a process of the product and waits until it listens.
 *
 * @throws EndedAtStart when it ends before
 */
export async function startService(
  options: ServiceOptions,
  how: SpawnOptions = {},
): Promise<ServiceProcess> {
  const { listening, ...service } = spawnService(options, how);
  const stop = () => void service.stop();
  options.signal?.addEventListener('abort', stop);
  try {
    return { ...service, ...(await listening) };
  } finally {
    options.signal?.removeEventListener('abort', stop);
  }
}

const announcedUrls = (child: ChildProcess) =>
  new Promise<ServiceUrls>((resolve) => {
    child.once('message', (message) => resolve(message as ServiceUrls));
  });
