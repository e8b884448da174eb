import type { Logger } from '@frontrow/domain/kernel/logger';
import { type Settings, SettingsError } from '@frontrow/settings/settings';
import type { JobStore } from './job-store.ts';
import { createMongoClient } from './mongo-client.ts';
import { openMongoStore } from './mongo-store.ts';
import { openPostgresStore } from './postgres-store.ts';

/**
 * MongoDB where there is a MONGODB_URL, else the product's own Postgres, past a transaction pooler:
 * notifications need a session.
 *
 * @throws when it cannot be reached
 */
export function openJobStore(settings: Settings, log: Logger): Promise<JobStore> {
  const { MONGODB_URL, DATABASE_DIRECT_URL, DATABASE_URL } = settings;
  return MONGODB_URL
    ? openMongoStore(MONGODB_URL, log)
    : openPostgresStore(DATABASE_DIRECT_URL ?? DATABASE_URL ?? '', log);
}

/** @throws SettingsError for what no trying again would mend */
export function checkJobStore({ MONGODB_URL }: Settings): void {
  if (MONGODB_URL === 'embedded') {
    throw new SettingsError(['MONGODB_URL: `embedded` is for `pnpm start`, which runs one']);
  }
  if (MONGODB_URL) createMongoClient(MONGODB_URL);
}
