import { type RealProcess, startRealProcess } from '@frontrow/process/testing/real-process';

export const AUTH_SECRET = 'an-auth-secret-of-the-tests';

/** The key that server processes of tests sign queue tokens with. */
export const QUEUE_KEY = { kid: 'test', secret: 'a-queue-secret-of-the-tests' };

/** The key that they sign ticket codes with, as the setting. */
export const TICKET_SECRET = 'test:a-ticket-secret-of-the-tests';

export interface ServerProcess extends RealProcess {
  /** Sets the clock of a process that was started with `clock`. Settles once it is set. */
  setClock(now: Date): Promise<void>;
  /** Calls back when a call in the server sleeps until a time of its clock, in milliseconds. */
  onSleep(listener: (until: number) => void): void;
}

export interface ServerProcessOptions {
  databaseUrl: string;
  env?: Record<string, string>;
  /** The start of a clock that only `setClock` moves. Without it the process has the real clock. */
  clock?: Date;
}

/** Starts a server process as a deployment runs it, on a free port. */
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
    QUEUE_SECRET: `${QUEUE_KEY.kid}:${QUEUE_KEY.secret}`,
    TICKET_SECRET,
    RATE_LIMIT: 'off',
    LOG_LEVEL: 'warn',
    ...(clock ? { REHEARSAL_NOW: String(clock.getTime()) } : {}),
    ...env,
  });
  return {
    ...server,
    async setClock(now) {
      const time = now.getTime();
      const answered = new Promise<void>((resolve) => {
        const onMessage = (message: { now?: number }) => {
          if (message.now !== time) return;
          server.child.off('message', onMessage);
          resolve();
        };
        server.child.on('message', onMessage);
      });
      server.child.send({ now: time });
      await answered;
    },
    onSleep(listener) {
      server.child.on('message', (message: { sleepUntil?: number }) => {
        if (message.sleepUntil !== undefined) listener(message.sleepUntil);
      });
    },
  };
}
