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
  const stopAsked = stopAskedFor();
  const server = await startServer(settings, log);
  log.info({ url: server.url }, 'listening');
  if (process.connected) process.send?.({ url: server.url });
  log.info({ reason: await stopAsked }, 'draining');
  try {
    await server.stop();
  } catch (error) {
    log.error({ err: error }, 'did not stop cleanly');
    process.exit(1);
  }
  process.exit(0);
}

/** Settles on the first signal, or when the process that started us is gone, also before now. */
function stopAskedFor(): Promise<string> {
  return new Promise((settle) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => settle(signal));
    const orphaned = () => settle('the parent process ended');
    process.on('disconnect', orphaned);
    if (process.send && !process.connected) orphaned();
  });
}

main().catch((error: unknown) => {
  console.error(error instanceof SettingsError ? error.message : error);
  process.exit(1);
});
