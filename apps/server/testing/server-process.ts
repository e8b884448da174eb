import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export const AUTH_SECRET = 'an-auth-secret-of-the-tests';

export interface ServerProcess {
  url: string;
  pid: number;
  /** Stops it where it stands; its sockets stay open. */
  freeze(): void;
  goOn(): void;
  /** Moves its clock, where it was started with one; done once it has taken it. */
  setClock(now: Date): Promise<void>;
  /** Ends it at once. */
  kill(): Promise<void>;
  /** Lets it drain. */
  stop(): Promise<void>;
}

export interface ServerProcessOptions {
  databaseUrl: string;
  env?: Record<string, string>;
  /** A clock that only `setClock` moves, from this time on. */
  clock?: Date;
}

/** A real server process of its own, as a deployment runs it. */
export async function startServerProcess({
  databaseUrl,
  env = {},
  clock,
}: ServerProcessOptions): Promise<ServerProcess> {
  const main = clock ? './clocked-main.ts' : '../src/main.ts';
  const child = fork(fileURLToPath(new URL(main, import.meta.url)), {
    env: {
      PORT: '0',
      DATABASE_URL: databaseUrl,
      AUTH_SECRET,
      QUEUE_SECRET: 'test:a-queue-secret-of-the-tests',
      RATE_LIMIT: 'off',
      LOG_LEVEL: 'warn',
      ...(clock ? { REHEARSAL_NOW: String(clock.getTime()) } : {}),
      ...env,
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const exited = once(child, 'exit');
  const first = await Promise.race([
    once(child, 'message'),
    exited.then(([code]) => {
      throw new Error(`the server ended with ${code} before it listened`);
    }),
  ]);
  const [{ url }] = first as [{ url: string }];
  const end = async (signal: NodeJS.Signals) => {
    // A stopped process takes no SIGTERM.
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGCONT');
      child.kill(signal);
    }
    await exited;
  };
  return {
    url,
    pid: pidOf(child),
    freeze: () => void child.kill('SIGSTOP'),
    goOn: () => void child.kill('SIGCONT'),
    async setClock(now) {
      const taken = once(child, 'message');
      child.send({ now: now.getTime() });
      await taken;
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  };
}

function pidOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new Error('the server has no pid');
  return pid;
}
