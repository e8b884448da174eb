import { resolve } from 'node:path';
import { parseSettings, type Settings, SettingsError } from '@frontrow/settings/settings';
import { launcherExited } from './launchers.ts';
import { type Local, startLocal } from './local.ts';

const STOPPED = 'Frontrow has stopped.';

async function main(): Promise<void> {
  const settings = parseSettings(process.env);
  // Whoever reads our output may go before we do.
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});
  const stopRequest = waitForStopRequest();
  const abort = new AbortController();
  void stopRequest.then(() => abort.abort(STOPPED));
  const local = await startLocal(settings, {
    env: process.env,
    say: (message) => console.error(message),
    aborted: abort.signal,
  });
  announce(local, settings);
  const failure = await Promise.race([stopRequest, local.failed]);
  if (failure) console.error(`Stopping: ${failure}`);
  const stopped = await local.stop().then(
    () => true,
    (error: unknown) => console.error(`Frontrow did not stop in order: ${messageOf(error)}`),
  );
  if (stopped) console.log(STOPPED);
  process.exit(failure || !stopped ? 1 : 0);
}

/** Settles on the first signal, or when what launched us is gone. */
function waitForStopRequest(): Promise<null> {
  return new Promise((settle) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => settle(null));
    }
    void launcherExited().then(() => settle(null));
  });
}

function announce({ urls }: Local, settings: Settings): void {
  const absent = settings.FRONTROW_SERVICES.filter((service) => service === 'storefront');
  const { server, worker } = urls;
  const lines = [
    'Frontrow is running.',
    ...(server ? [`  API         ${server}/trpc`] : []),
    ...(server ? [`  readiness   ${server}/readyz`] : []),
    ...(server ? [`  metrics     ${server}/metrics`] : []),
    ...(worker ? [`  worker      ${worker}/readyz`] : []),
    ...(worker ? [`  jobs        ${worker}/agendash/`] : []),
    `  data        ${resolve(settings.FRONTROW_DATA)} (${databasesOf(settings)})`,
    ...(absent.length > 0 ? [`  not part of this version yet: ${absent.join(', ')}`] : []),
    'Try `pnpm demo` in another terminal. Ctrl-C stops everything.',
  ];
  console.log(lines.join('\n'));
}

function databasesOf({ DATABASE_URL, MONGODB_URL, FRONTROW_SERVICES }: Settings): string {
  const postgres = DATABASE_URL ? 'Postgres as DATABASE_URL says' : 'embedded Postgres';
  if (!MONGODB_URL || !FRONTROW_SERVICES.includes('worker')) return postgres;
  return `${postgres}, ${MONGODB_URL === 'embedded' ? 'embedded MongoDB' : 'MongoDB as MONGODB_URL says'}`;
}

main().catch((error: unknown) => {
  if (error === STOPPED) {
    console.log(STOPPED);
    process.exit(0);
  }
  if (error instanceof SettingsError) console.error(error.message);
  else console.error('Frontrow could not start:', detailed() ? error : messageOf(error));
  process.exit(1);
});

const detailed = () => ['debug', 'trace'].includes(process.env.LOG_LEVEL ?? '');

/** Most faults here are the machine's, where a stack says nothing; LOG_LEVEL=debug shows it. */
function messageOf(error: unknown): string {
  return (error instanceof Error && error.message) || String(error);
}
