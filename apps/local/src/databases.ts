import { startEmbeddedMongo } from '@frontrow/embedded/mongo/start';
import { startEmbeddedPostgres } from '@frontrow/embedded/postgres/start';
import type { Settings } from '@frontrow/settings/settings';
import { type Database, elsewhere, keep } from './kept.ts';

type Say = (message: string) => void;

/** The Postgres of DATABASE_URL, or our own in the data folder. */
export async function openPostgres(settings: Settings, say: Say): Promise<Database> {
  if (settings.DATABASE_URL) return elsewhere(settings.DATABASE_URL);
  const folder = settings.FRONTROW_DATA;
  const start = () => startEmbeddedPostgres({ folder });
  return keep({ name: 'Postgres', first: await start(), again: start, say });
}

/** Our own MongoDB in the data folder, if MONGODB_URL asks for one. */
export async function openMongo(
  settings: Settings,
  { env, say, givenUp }: { env: NodeJS.ProcessEnv; say: Say; givenUp: AbortSignal },
): Promise<Database | null> {
  if (settings.MONGODB_URL !== 'embedded') return null;
  const folder = settings.FRONTROW_DATA;
  const first = await startEmbeddedMongo({ folder, env, log: say, signal: givenUp });
  // By what it was run at first, which is there: nothing is looked for while the product runs.
  const again = () => startEmbeddedMongo({ folder, env, mongod: first.mongod });
  return keep({ name: 'MongoDB', first, again, say });
}
