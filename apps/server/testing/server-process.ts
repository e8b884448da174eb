import { type RealProcess, startRealProcess } from '@frontrow/process/testing/real-process';

export const AUTH_SECRET = 'an-auth-secret-of-the-tests';

export interface ServerProcess extends RealProcess {
  /** Sets the clock of a server that was started with one. Resolves once the server has it. */
  setClock(now: Date): Promise<void>;
  /** Calls back when a call in the server sleeps until a time of its clock, in milliseconds. */
  onSleep(listener: (until: number) => void): void;
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
      const time = now.getTime();
      const taken = new Promise<void>((resolve) => {
        const hear = (message: { now?: number }) => {
          if (message.now !== time) return;
          server.child.off('message', hear);
          resolve();
        };
        server.child.on('message', hear);
      });
      server.child.send({ now: time });
      await taken;
    },
    onSleep(listener) {
      server.child.on('message', (message: { sleepUntil?: number }) => {
        if (message.sleepUntil !== undefined) listener(message.sleepUntil);
      });
    },
  };
}
