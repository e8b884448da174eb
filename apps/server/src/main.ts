import { parseSettings, SettingsError } from '@frontrow/settings/settings';
import { pino } from 'pino';
import { startServer } from './server.ts';

/** One server process. Tells a parent process, if it has one, where it listens. */
async function main(): Promise<void> {
  const settings = parseSettings(process.env);
  const log = pino({
    level: settings.LOG_LEVEL,
    base: { service: 'server', pid: process.pid },
    formatters: { level: (label) => ({ level: label }) },
  });
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'uncaught');
    process.exit(1);
  });
  const server = await startServer(settings, log);
  log.info({ url: server.url }, 'listening');
  process.send?.({ url: server.url });

  let stopping = false;
  const stop = (reason: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ reason }, 'draining');
    server.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'did not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
  process.on('disconnect', () => stop('the parent process ended'));
}

main().catch((error: unknown) => {
  console.error(error instanceof SettingsError ? error.message : error);
  process.exit(1);
});
