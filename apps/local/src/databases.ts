import { startEmbeddedMongo } from '@frontrow/embedded/mongo/start';
import { startEmbeddedPostgres } from '@frontrow/embedded/postgres/start';
import type { Settings } from '@frontrow/settings/settings';
import { type Database, externalDatabase, superviseDatabase } from './database-supervisor.ts';

type Report = (message: string) => void;

/** The Postgres at DATABASE_URL, or else an embedded one in the data folder. */
export async function openPostgres(settings: Settings, report: Report): Promise<Database> {
  if (settings.DATABASE_URL) return externalDatabase(settings.DATABASE_URL);
  const folder = settings.FRONTROW_DATA;
  const start = () => startEmbeddedPostgres({ folder });
  return superviseDatabase({ name: 'Postgres', first: await start(), restart: start, report });
}

/** An embedded MongoDB in the data folder when MONGODB_URL is `embedded`; null otherwise. */
export async function openMongo(
  settings: Settings,
  { env, report, signal }: { env: NodeJS.ProcessEnv; report: Report; signal: AbortSignal },
): Promise<Database | null> {
  if (settings.MONGODB_URL !== 'embedded') return null;
  const folder = settings.FRONTROW_DATA;
  const first = await startEmbeddedMongo({ folder, env, log: report, signal });
  // A restart uses the same mongod program; searching for one may download it.
  const restart = () => startEmbeddedMongo({ folder, env, mongod: first.mongod });
  return superviseDatabase({ name: 'MongoDB', first, restart, report });
}
