import { join } from 'node:path';
import { startEmbeddedPostgres } from '@frontrow/embedded/postgres/start';
import { ownerUrlOf, type Settings } from '@frontrow/settings/settings';
import { startWhenThereIsSpace } from './supervision/back-off.ts';
import type { Stored } from './supervision/disk-watch.ts';
import type { Part } from './supervision/part.ts';
import { type Supervised, supervise } from './supervision/supervisor.ts';

interface OpenOptions {
  env: NodeJS.ProcessEnv;
  report(message: string): void;
  /** Cancels the first start. */
  signal: AbortSignal;
}

export interface Database extends Supervised {
  url: string;
}

/** As the owner of the schema, and as the role of server and worker. */
export interface PostgresDatabase extends Supervised {
  ownerUrl: string;
  appUrl: string;
  /** Whether it is the embedded one, which belongs to the product alone. */
  dedicated: boolean;
}

/** The Postgres at DATABASE_URL, which is neither watched nor stopped; or else one in the data folder. */
export async function openPostgres(
  settings: Settings,
  options: OpenOptions,
): Promise<PostgresDatabase> {
  const appUrl = settings.DATABASE_URL;
  if (appUrl) {
    const urls = { ownerUrl: ownerUrlOf(settings) ?? appUrl, appUrl, dedicated: false };
    return { ...urls, lost: new Promise(() => {}), async stop() {} };
  }
  const folder = settings.FRONTROW_DATA;
  const start = () => startEmbeddedPostgres({ folder });
  const { first, ...postgres } = await superviseDatabase(
    'Postgres',
    { folder, first: start, restart: start },
    options,
  );
  return { ...postgres, ownerUrl: first.url, appUrl: first.appUrl, dedicated: true };
}

/** An embedded MongoDB in the data folder when MONGODB_URL is `embedded`; null otherwise. */
export async function openMongo(
  settings: Settings,
  options: OpenOptions,
): Promise<Database | null> {
  if (settings.MONGODB_URL !== 'embedded') return null;
  const { env, report, signal } = options;
  const folder = settings.FRONTROW_DATA;
  const { startEmbeddedMongo } = await import('@frontrow/embedded/mongo/start');
  const first = () => startEmbeddedMongo({ folder, env, log: report, signal });
  // A restart uses the same mongod program; searching for one may download it.
  const restart = (signal: AbortSignal, { mongod }: Awaited<ReturnType<typeof first>>) =>
    startEmbeddedMongo({ folder, env, mongod, signal });
  return superviseDatabase('MongoDB', { folder, first, restart }, options);
}

/** What the databases that belong to the product keep in the data folder. */
export function storedIn({ DATABASE_URL, MONGODB_URL, FRONTROW_DATA }: Settings): Stored[] {
  const databases = [
    ...(DATABASE_URL ? [] : [{ name: 'Postgres', folder: join(FRONTROW_DATA, 'postgres') }]),
    ...(MONGODB_URL === 'embedded'
      ? [{ name: 'MongoDB', folder: join(FRONTROW_DATA, 'mongo') }]
      : []),
  ];
  return databases.length === 0 ? [] : [...databases, { name: 'the logs', folder: FRONTROW_DATA }];
}

interface Starts<Started> {
  /** Where the database has its files. */
  folder: string;
  first(): Promise<Started>;
  restart(signal: AbortSignal, first: Started): Promise<Started>;
}

async function superviseDatabase<Started extends Part & { url: string }>(
  name: string,
  { folder, first: startFirst, restart }: Starts<Started>,
  { report, signal }: OpenOptions,
): Promise<Database & { first: Started }> {
  const first = await startWhenThereIsSpace(startFirst, { name, folder, report, signal });
  const { url } = first;
  const restartAtUrl = async (signal: AbortSignal) => {
    const again = await restart(signal, first);
    if (again.url === url) return again;
    await again.stop();
    throw new Error('another program has taken its port');
  };
  return { url, first, ...supervise({ name, first, restart: restartAtUrl, report, folder }) };
}
