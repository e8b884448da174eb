import { once } from 'node:events';
import { type RealProcess, startRealProcess } from '@frontrow/process/testing/real-process';

export const AUTH_SECRET = 'an-auth-secret-of-the-tests';

export interface ServerProcess extends RealProcess {
  /** Moves its clock, where it was started with one; done once it has taken it. */
  setClock(now: Date): Promise<void>;
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
  const main = clock ? './clocked-main.ts' : '../../src/main.ts';
  const server = await startRealProcess(new URL(main, import.meta.url), {
    PORT: '0',
    DATABASE_URL: databaseUrl,
    AUTH_SECRET,
    QUEUE_SECRET: 'test:a-queue-secret-of-the-tests',
    RATE_LIMIT: 'off',
    LOG_LEVEL: 'warn',
    ...(clock ? { REHEARSAL_NOW: String(clock.getTime()) } : {}),
    ...env,
  });
  return {
    ...server,
    async setClock(now) {
      const taken = once(server.child, 'message');
      server.child.send({ now: now.getTime() });
      await taken;
    },
  };
}
