import { startEmbeddedMongo } from '@frontrow/embedded/mongo';
import { startEmbeddedPostgres } from '@frontrow/embedded/postgres';
import type { Settings } from '@frontrow/settings/settings';
import { type Database, elsewhere, keep } from './kept.ts';

type Say = (message: string) => void;

/** The Postgres of DATABASE_URL, or our own in the data folder. */
export async function openPostgres(settings: Settings, say: Say): Promise<Database> {
  if (settings.DATABASE_URL) return elsewhere(settings.DATABASE_URL);
  const folder = settings.FRONTROW_DATA;
  return keep({ name: 'Postgres', start: () => startEmbeddedPostgres({ folder }), say });
}

/** Our own MongoDB in the data folder, if MONGODB_URL asks for one. */
export async function openMongo(
  settings: Settings,
  { env, say }: { env: NodeJS.ProcessEnv; say: Say },
): Promise<Database | null> {
  if (settings.MONGODB_URL !== 'embedded') return null;
  const folder = settings.FRONTROW_DATA;
  return keep({ name: 'MongoDB', start: () => startEmbeddedMongo({ folder, env }), say });
}
