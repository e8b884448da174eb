import type { Logger } from '@frontrow/domain/kernel/logger';
import { type Settings, SettingsError } from '@frontrow/settings/settings';
import type { JobStore } from './job-store.ts';
import { openPostgresStore } from './postgres-store.ts';

/**
 * Opens the store of MONGODB_URL, or else the product's own Postgres. For Postgres it prefers
 * DATABASE_DIRECT_URL: LISTEN needs a session, which a transaction pooler does not give. MongoDB's driver,
 * which takes 0.15 s of processor time to load, is loaded only for MONGODB_URL.
 *
 * @throws when the store cannot be reached
 */
export async function openJobStore(settings: Settings, log: Logger): Promise<JobStore> {
  const { MONGODB_URL, DATABASE_DIRECT_URL, DATABASE_URL } = settings;
  if (!MONGODB_URL) return openPostgresStore(DATABASE_DIRECT_URL ?? DATABASE_URL ?? '', log);
  const { openMongoStore } = await import('./mongo-store.ts');
  return openMongoStore(MONGODB_URL, log);
}

/** @throws SettingsError for a MONGODB_URL that no retry can make usable */
export async function checkJobStoreSettings({ MONGODB_URL }: Settings): Promise<void> {
  if (MONGODB_URL === 'embedded') {
    throw new SettingsError(['MONGODB_URL: `embedded` is for `pnpm start`, which runs one']);
  }
  if (!MONGODB_URL) return;
  const { createMongoClient } = await import('./mongo-client.ts');
  createMongoClient(MONGODB_URL);
}
