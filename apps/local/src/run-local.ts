/**
 * The life of `pnpm start` and `pnpm dev`: parses the settings, starts the product (`local.ts`), prints
 * its URLs, and stops everything when it is told to or when a part fails. The parts:
 * - `databases.ts`: embedded Postgres and MongoDB.
 * - `service-process.ts`: server, worker, storefront and console, each in a process of its own.
 * - `pages.ts`: the ports, origins and build of the pages.
 * - `supervision/`: starts any of these again when it ends.
 * - `running-file.ts`: tells `pnpm demo` where the server is.
 * - `launchers.ts`: notices that npx or pnpm, which started this process, is gone.
 * - `dev/`: restarts server and worker when a source file changes.
 */
import { resolve } from 'node:path';
import { inspect } from 'node:util';
import { errorFields } from '@frontrow/settings/error-fields';
import { redact, secretsIn } from '@frontrow/settings/redact';
import { parseSettings, type Settings, SettingsError } from '@frontrow/settings/settings';
import { launcherExited } from './launchers.ts';
import { type LocalProduct, type StartOptions, startLocal } from './local.ts';

const STOPPED = 'Frontrow has stopped.';

const print = (text: string) => void process.stdout.write(`${text}\n`);
const report = (text: string) => void process.stderr.write(`${text}\n`);

export interface RunOptions extends Pick<StartOptions, 'env' | 'startService' | 'buildsPages'> {
  /** Further lines of the announcement. */
  notes?: string[];
}

/** Runs the product until it is stopped. Returns the exit code. */
export async function runLocal(options: RunOptions): Promise<number> {
  try {
    return await runUntilStopped(options);
  } catch (error) {
    if (error === STOPPED) {
      print(STOPPED);
      return 0;
    }
    if (error instanceof SettingsError) report(redact(error.message, secretsIn(options.env)));
    else report(`Frontrow could not start: ${describeError(error, options.env)}`);
    return 1;
  }
}

async function runUntilStopped({ notes = [], ...options }: RunOptions): Promise<number> {
  const { env } = options;
  const settings = parseSettings(env);
  // The process that reads our output may end before this one.
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});
  const stopRequest = waitForStopRequest();
  const abort = new AbortController();
  void stopRequest.then(() => abort.abort(STOPPED));
  const product = await startLocal(settings, {
    ...options,
    report,
    signal: abort.signal,
  });
  print([...announcement(product, settings), ...notes].join('\n'));
  const failure = await Promise.race([stopRequest, product.failed]);
  if (failure) report(`Stopping: ${failure}`);
  const stopped = await product.stop().then(
    () => true,
    (error: unknown) =>
      report(`Frontrow did not stop in order: ${redact(messageOf(error), secretsIn(env))}`),
  );
  if (stopped) print(STOPPED);
  return failure || !stopped ? 1 : 0;
}

/** Settles on the first signal, or when the package manager that started this process is gone. */
function waitForStopRequest(): Promise<null> {
  return new Promise((settle) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => settle(null));
    }
    void launcherExited().then(() => settle(null));
  });
}

function announcement({ urls, otherServers }: LocalProduct, settings: Settings): string[] {
  const { server, worker, storefront, console: operators } = urls;
  return [
    'Frontrow is running.',
    ...(storefront ? [`  storefront  ${storefront.url}/`] : []),
    ...(operators ? [`  console     ${operators.url}/`] : []),
    ...(server ? [`  API         ${server.url}/trpc`] : []),
    ...(server ? [`  readiness   ${server.url}/readyz`] : []),
    ...(server ? [`  metrics     ${server.metricsUrl ?? server.url}/metrics`] : []),
    ...otherServers.map(
      ({ metricsUrl }, n) => `  metrics     ${metricsUrl}/metrics (server ${n + 2})`,
    ),
    ...(worker ? [`  worker      ${worker.url}/readyz`] : []),
    ...(worker ? [`  jobs        ${worker.url}/agendash/`] : []),
    ...(worker?.metricsUrl ? [`  metrics     ${worker.metricsUrl}/metrics (worker)`] : []),
    `  data        ${resolve(settings.FRONTROW_DATA)} (${databasesOf(settings)})`,
    'Try `pnpm demo` in another terminal. Ctrl-C stops everything.',
  ];
}

function databasesOf({ DATABASE_URL, MONGODB_URL, FRONTROW_SERVICES }: Settings): string {
  const postgres = DATABASE_URL ? 'Postgres at DATABASE_URL' : 'embedded Postgres';
  if (!MONGODB_URL || !FRONTROW_SERVICES.includes('worker')) return postgres;
  return `${postgres}, ${MONGODB_URL === 'embedded' ? 'embedded MongoDB' : 'MongoDB at MONGODB_URL'}`;
}

/** With LOG_LEVEL=debug including the stack, which says nothing about most errors of a start. */
const describeError = (error: unknown, env: NodeJS.ProcessEnv): string =>
  ['debug', 'trace'].includes(env.LOG_LEVEL ?? '')
    ? inspect(errorFields(error, secretsIn(env)), { depth: 6 })
    : redact(messageOf(error), secretsIn(env));

function messageOf(error: unknown): string {
  return (error instanceof Error && error.message) || String(error);
}
