import type { Logger } from '@frontrow/domain/kernel/logger';
import { type Settings, SettingsError } from '@frontrow/settings/settings';
import type { JobStore } from './job-store.ts';
import { createMongoClient } from './mongo-client.ts';
import { openMongoStore } from './mongo-store.ts';
import { openPostgresStore } from './postgres-store.ts';

/**
 * Opens the store of MONGODB_URL, or else the product's own Postgres. For Postgres it prefers
 * DATABASE_DIRECT_URL: LISTEN needs a session, which a transaction pooler does not give.
 *
 * @throws when the store cannot be reached
 */
export function openJobStore(settings: Settings, log: Logger): Promise<JobStore> {
  const { MONGODB_URL, DATABASE_DIRECT_URL, DATABASE_URL } = settings;
  return MONGODB_URL
    ? openMongoStore(MONGODB_URL, log)
    : openPostgresStore(DATABASE_DIRECT_URL ?? DATABASE_URL ?? '', log);
}

/** @throws SettingsError for a MONGODB_URL that no retry can make usable */
export function checkJobStoreSettings({ MONGODB_URL }: Settings): void {
  if (MONGODB_URL === 'embedded') {
    throw new SettingsError(['MONGODB_URL: `embedded` is for `pnpm start`, which runs one']);
  }
  if (MONGODB_URL) createMongoClient(MONGODB_URL);
}
