import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BENCH_SECRETS, type Environment } from './environment.ts';

const MAIN = '../../apps/server/src/main.ts';

export interface ServerProcess {
  url: string;
  pid: number;
  /** Milliseconds of processor time since the start. */
  processorTime(): number;
  /** Megabytes of memory now and, at most, since the start. */
  memory(): { now: number; most: number };
  stop(): Promise<void>;
}

/** Ticks a second of `/proc`, on every Linux that Node runs on. */
const TICKS = 100;

/**
 * Starts the server on the environment's database in a process of its own, as a deployment does. Linux only.
 *
 * @param checkout the folder of another version of this repository, with its packages; this one unless given
 * @param settings environment variables of the server, beside those that every benchmark gives
 */
export async function startServer(
  { databaseUrl: DATABASE_URL }: Pick<Environment, 'databaseUrl'>,
  checkout?: string,
  settings: Record<string, string> = {},
): Promise<ServerProcess> {
  const main = checkout
    ? join(checkout, 'apps/server/src/main.ts')
    : fileURLToPath(new URL(MAIN, import.meta.url));
  const child = fork(main, {
    env: {
      ...{ PORT: '0', RATE_LIMIT: 'off', LOG_LEVEL: 'error', DATABASE_URL },
      AUTH_SECRET: BENCH_SECRETS.auth,
      QUEUE_SECRET: BENCH_SECRETS.queue,
      TICKET_SECRET: BENCH_SECRETS.queue,
      ...settings,
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const [message] = (await once(child, 'message')) as [{ url: string }];
  return {
    url: message.url,
    pid: child.pid ?? 0,
    processorTime() {
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ');
      const [user, system] = [Number(fields?.[11]), Number(fields?.[12])];
      return ((user + system) * 1000) / TICKS;
    },
    memory() {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      const megabytesOf = (field: string) =>
        Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
      return { now: megabytesOf('VmRSS'), most: megabytesOf('VmHWM') };
    },
    async stop() {
      // Ctrl-C reaches it by itself.
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}
