import { resolve } from 'node:path';
import { parseSettings, type Settings, SettingsError } from '@frontrow/settings/settings';
import { type Local, startLocal } from './local.ts';

const PARENT_CHECK_MILLISECONDS = 1_000;

async function main(): Promise<void> {
  const settings = parseSettings(process.env);
  // Whoever reads our output may go before we do.
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});
  const stopAsked = stopAskedFor();
  const local = await startLocal(settings, process.env, (message) => console.error(message));
  announce(local, settings);
  const failure = await Promise.race([stopAsked, local.failed]);
  if (failure) console.error(`Stopping: ${failure}`);
  await local.stop();
  console.log('Frontrow has stopped.');
  process.exit(failure ? 1 : 0);
}

/** Settles on the first signal, or when the package manager that started us is gone. */
function stopAskedFor(): Promise<null> {
  return new Promise((settle) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => settle(null));
    }
    if (process.env.npm_lifecycle_event === undefined) return;
    const parent = process.ppid;
    setInterval(() => process.ppid !== parent && settle(null), PARENT_CHECK_MILLISECONDS).unref();
  });
}

function announce({ urls }: Local, settings: Settings): void {
  const absent = settings.FRONTROW_SERVICES.filter((service) => service !== 'server');
  const database = settings.DATABASE_URL ? 'as DATABASE_URL says' : 'embedded Postgres';
  const lines = [
    'Frontrow is running.',
    ...(urls.server ? [`  API         ${urls.server}/trpc`] : []),
    ...(urls.server ? [`  readiness   ${urls.server}/readyz`] : []),
    ...(urls.server ? [`  metrics     ${urls.server}/metrics`] : []),
    `  data        ${resolve(settings.FRONTROW_DATA)} (${database})`,
    ...(absent.length > 0 ? [`  not part of this version yet: ${absent.join(', ')}`] : []),
    'Try `pnpm demo` in another terminal. Ctrl-C stops everything.',
  ];
  console.log(lines.join('\n'));
}

main().catch((error: unknown) => {
  console.error(error instanceof SettingsError ? error.message : error);
  process.exit(1);
});
