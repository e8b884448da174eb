import { setTimeout as sleep } from 'node:timers/promises';
import { listenToQueues } from '@frontrow/domain/queue/listen';
import { roomsOf } from '@frontrow/domain/queue/rooms';
import { watchesOf } from '@frontrow/domain/queue/watch';
import type { Clock } from '@frontrow/process/connect';
import { listen } from '@frontrow/process/listen';
import { withTimeout } from '@frontrow/process/with-timeout';
import type { Settings } from '@frontrow/settings/settings';
import type { CallLogger } from './access-log.ts';
import { createApp } from './app.ts';
import { connectServer } from './connections.ts';
import { startLoops } from './loops.ts';

/** How long reading the lines may keep a server from listening. */
const PREPARE_MILLISECONDS = 5_000;
/** How long calls under way may still take once the server is told to stop. */
const DRAIN_MILLISECONDS = 10_000;
const IDLE_CHECK_MILLISECONDS = 50;

export interface RunningServer {
  url: string;
  /** Takes no new calls, lets those under way finish, then closes the database. */
  stop(): Promise<void>;
}

/** @throws SettingsError when the address is taken, or is none of this machine's */
export async function startServer(
  settings: Settings,
  log: CallLogger,
  clock?: Clock,
): Promise<RunningServer> {
  const { ctx, loopCtx, authSecret, close } = await connectServer(settings, log, clock);
  let draining = false;
  const state = { isDraining: () => draining, isPrepared: () => roomsOf(ctx).ready };
  const server = createApp({ ctx, settings, authSecret, log, ...state });
  server.keepAliveTimeout = 65_000;
  // So that it is ready as soon as it listens; where the database is away, the loops see to it later.
  await withTimeout(roomsOf(ctx).prepare(loopCtx), PREPARE_MILLISECONDS).catch(() => {});
  const address = { host: settings.HOST, port: settings.PORT, from: 'HOST, PORT' };
  const url = await listen(server, address).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  const loops = startLoops(loopCtx);
  const listening = listenToQueues(
    settings.DATABASE_DIRECT_URL ?? settings.DATABASE_URL ?? '',
    log,
    () => roomsOf(ctx).refresh(ctx),
  );
  return {
    url,
    async stop() {
      draining = true;
      watchesOf(ctx).end();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      // A connection is kept for the caller's next call; it goes once its call is answered.
      const idle = setInterval(() => server.closeIdleConnections(), IDLE_CHECK_MILLISECONDS);
      server.closeIdleConnections();
      await Promise.race([closed, sleep(DRAIN_MILLISECONDS, undefined, { ref: false })]);
      clearInterval(idle);
      server.closeAllConnections();
      await Promise.all([loops.stop(), listening.stop()]);
      await close();
    },
  };
}
