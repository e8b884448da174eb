import { startEmbeddedMongo } from '@frontrow/embedded/mongo';
import { startEmbeddedPostgres } from '@frontrow/embedded/postgres';
import type { Settings } from '@frontrow/settings/settings';
import { type Database, externalDatabase, superviseDatabase } from './database-supervisor.ts';

type Say = (message: string) => void;

/** The Postgres of DATABASE_URL, or our own in the data folder. */
export async function openPostgres(settings: Settings, say: Say): Promise<Database> {
  if (settings.DATABASE_URL) return externalDatabase(settings.DATABASE_URL);
  const folder = settings.FRONTROW_DATA;
  const start = () => startEmbeddedPostgres({ folder });
  return superviseDatabase({ name: 'Postgres', first: await start(), restart: start, say });
}

/** Our own MongoDB in the data folder, if MONGODB_URL asks for one. */
export async function openMongo(
  settings: Settings,
  { env, say, aborted }: { env: NodeJS.ProcessEnv; say: Say; aborted: AbortSignal },
): Promise<Database | null> {
  if (settings.MONGODB_URL !== 'embedded') return null;
  const folder = settings.FRONTROW_DATA;
  const first = await startEmbeddedMongo({ folder, env, say, signal: aborted });
  // By what it was run at first, which is there: nothing is looked for while the product runs.
  const restart = () => startEmbeddedMongo({ folder, env, mongod: first.mongod });
  return superviseDatabase({ name: 'MongoDB', first, restart, say });
}
