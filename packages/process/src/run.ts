import { inspect } from 'node:util';
import { parseSettings, type Settings, SettingsError } from '@frontrow/settings/settings';
import { type Logger, pino, stdSerializers } from 'pino';
import { inTime } from './in-time.ts';

/** Nobody who runs the product waits longer before it kills. */
const STOP_MILLISECONDS = 18_000;

export interface Started {
  url: string;
  /** Lets what is under way finish, then ends; cut off after 18 seconds. */
  stop(): Promise<void>;
}

/**
 * The life of a process of the product: settings, logs, a start, and an orderly end on SIGTERM, SIGINT
 * or when the process that started it is gone. Tells a parent process, if it has one, where it listens.
 */
export async function runProcess(
  service: string,
  env: NodeJS.ProcessEnv,
  start: (settings: Settings, log: Logger) => Promise<Started>,
): Promise<void> {
  try {
    await live(service, env, start);
  } catch (error) {
    process.stderr.write(`${error instanceof SettingsError ? error.message : inspect(error)}\n`);
    process.exit(1);
  }
}

async function live(
  service: string,
  env: NodeJS.ProcessEnv,
  start: (settings: Settings, log: Logger) => Promise<Started>,
): Promise<void> {
  const settings = parseSettings(env);
  const log = pino({
    level: settings.LOG_LEVEL,
    base: { service, pid: process.pid },
    formatters: { level: (label) => ({ level: label }) },
    serializers: { err: withoutClient },
  });
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'uncaught');
    process.exit(1);
  });
  const stopAsked = stopAskedFor();
  const started = await start(settings, log);
  log.info({ url: started.url }, 'listening');
  if (process.connected) process.send?.({ url: started.url });
  log.info({ reason: await stopAsked }, 'draining');
  try {
    await inTime(started.stop(), STOP_MILLISECONDS);
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

/** The driver hangs its whole client on an error: kilobytes, and the key that cancels its statements. */
function withoutClient(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { client: _, ...fields } = stdSerializers.err(error);
  return fields;
}
