import { startEmbeddedMongo } from '@frontrow/embedded/mongo/start';
import { startEmbeddedPostgres } from '@frontrow/embedded/postgres/start';
import type { Settings } from '@frontrow/settings/settings';
import { startWhenThereIsSpace } from './supervision/back-off.ts';
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

/** The Postgres at DATABASE_URL, which is neither watched nor stopped; or else one in the data folder. */
export async function openPostgres(settings: Settings, options: OpenOptions): Promise<Database> {
  const url = settings.DATABASE_URL;
  if (url) return { url, lost: new Promise(() => {}), async stop() {} };
  const start = () => startEmbeddedPostgres({ folder: settings.FRONTROW_DATA });
  return superviseDatabase('Postgres', { first: start, restart: start }, options);
}

/** An embedded MongoDB in the data folder when MONGODB_URL is `embedded`; null otherwise. */
export async function openMongo(
  settings: Settings,
  options: OpenOptions,
): Promise<Database | null> {
  if (settings.MONGODB_URL !== 'embedded') return null;
  const { env, report, signal } = options;
  const folder = settings.FRONTROW_DATA;
  const first = () => startEmbeddedMongo({ folder, env, log: report, signal });
  // A restart uses the same mongod program; searching for one may download it.
  const restart = (signal: AbortSignal, { mongod }: Awaited<ReturnType<typeof first>>) =>
    startEmbeddedMongo({ folder, env, mongod, signal });
  return superviseDatabase('MongoDB', { first, restart }, options);
}

interface Starts<Started> {
  first(): Promise<Started>;
  restart(signal: AbortSignal, first: Started): Promise<Started>;
}

async function superviseDatabase<Started extends Part & { url: string }>(
  name: string,
  { first: startFirst, restart }: Starts<Started>,
  { report, signal }: OpenOptions,
): Promise<Database> {
  const first = await startWhenThereIsSpace(startFirst, { name, report, signal });
  const { url } = first;
  const restartAtUrl = async (signal: AbortSignal) => {
    const again = await restart(signal, first);
    if (again.url === url) return again;
    await again.stop();
    throw new Error('another program has taken its port');
  };
  return { url, ...supervise({ name, first, restart: restartAtUrl, report }) };
}
