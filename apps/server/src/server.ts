import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { recoverTopUps } from '@frontrow/domain/balance/top-up';
import type { Settings } from '@frontrow/settings/settings';
import type { CallLogger } from './access-log.ts';
import { startAdmissions } from './admission-ticker.ts';
import { createApp } from './app.ts';
import { connect } from './context.ts';

/** How long calls under way may still take once the server is told to stop. */
const DRAIN_MILLISECONDS = 10_000;

export interface RunningServer {
  url: string;
  /** Takes no new calls, lets those under way finish, then closes the database. */
  stop(): Promise<void>;
}

/** @throws when the address is taken */
export async function startServer(settings: Settings, log: CallLogger): Promise<RunningServer> {
  const { ctx, authSecret, close } = await connect(settings, log);
  let draining = false;
  const server = createApp({ ctx, settings, authSecret, log, isDraining: () => draining });
  server.keepAliveTimeout = 65_000;
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(settings.PORT, settings.HOST, resolve);
    });
  } catch (error) {
    await close();
    throw error;
  }
  const ticker = startAdmissions(ctx);
  recoverTopUps(ctx).then(
    (credited) => credited > 0 && log.info({ credited }, 'recovered top-ups'),
    (error: unknown) => log.warn({ err: error }, 'top-ups could not be recovered'),
  );
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${settings.HOST.includes(':') ? `[${settings.HOST}]` : settings.HOST}:${port}`,
    async stop() {
      draining = true;
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      await Promise.race([closed, sleep(DRAIN_MILLISECONDS, undefined, { ref: false })]);
      server.closeAllConnections();
      await ticker.stop();
      await close();
    },
  };
}
