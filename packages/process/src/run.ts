import { inspect } from 'node:util';
import { errorFields } from '@frontrow/settings/error-fields';
import { redact, secretsIn } from '@frontrow/settings/redact';
import { type Settings, SettingsError } from '@frontrow/settings/settings';
import type { Logger } from 'pino';
import { createLog } from './log.ts';
import { withTimeout } from './with-timeout.ts';

/** With the default of DRAIN_SECONDS shorter than the 30 seconds after which orchestrators kill a process. */
const STOP_MILLISECONDS = 18_000;

/** What a process is called in its log, and how it reads its settings. */
export interface ProcessKind<Parsed extends Pick<Settings, 'LOG_LEVEL'> = Settings> {
  name: string;
  parse(env: NodeJS.ProcessEnv): Parsed;
}

export interface Started {
  url: string;
  /** Where `/metrics` is, with METRICS_PORT. */
  metricsUrl: string | null;
  /** How long it goes on serving at a stop; not set if it does not. */
  drainSeconds?: number;
  /**
   * Goes on serving for `drainSeconds`, finishes the requests and jobs that run, then stops. Some 18 seconds after that
   * time the process exits anyway.
   */
  stop(): Promise<void>;
}

/**
 * Runs a process of the product: parses the settings, creates the log, starts it, and stops it on
 * SIGTERM, on SIGINT, or when its parent process ends. Sends its URL to the parent process, if there
 * is one with an IPC channel. Exits with 1 when the start fails or the stop takes too long.
 */
export async function runProcess<Parsed extends Pick<Settings, 'LOG_LEVEL'>>(
  kind: ProcessKind<Parsed>,
  env: NodeJS.ProcessEnv,
  start: (settings: Parsed, log: Logger) => Promise<Started>,
): Promise<void> {
  try {
    await startAndStop(kind, env, start);
  } catch (error) {
    process.stderr.write(`${lastWordsOf(error, secretsIn(env))}\n`);
    process.exit(1);
  }
}

const lastWordsOf = (error: unknown, secrets: string[]): string =>
  error instanceof SettingsError
    ? redact(error.message, secrets)
    : inspect(errorFields(error, secrets), { depth: 6 });

async function startAndStop<Parsed extends Pick<Settings, 'LOG_LEVEL'>>(
  { name, parse }: ProcessKind<Parsed>,
  env: NodeJS.ProcessEnv,
  start: (settings: Parsed, log: Logger) => Promise<Started>,
): Promise<void> {
  const settings = parse(env);
  const log = createLog(name, { level: settings.LOG_LEVEL, secrets: secretsIn(env) });
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'uncaught');
    process.exit(1);
  });
  const stopRequested = waitForStopRequest();
  const started = await start(settings, log);
  const { url, metricsUrl, drainSeconds = 0 } = started;
  log.info(metricsUrl ? { url, metricsUrl } : { url }, 'listening');
  if (process.connected) process.send?.({ url, metricsUrl });
  log.info({ reason: await stopRequested }, 'draining');
  try {
    await withTimeout(started.stop(), STOP_MILLISECONDS + drainSeconds * 1000);
  } catch (error) {
    log.error({ err: error }, 'did not stop cleanly');
    process.exit(1);
  }
  process.exit(0);
}

/** Resolves with the reason: a signal, or the end of the parent process, which may be in the past. */
function waitForStopRequest(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve(signal));
    const orphaned = () => resolve('the parent process ended');
    process.on('disconnect', orphaned);
    if (process.send && !process.connected) orphaned();
  });
}
