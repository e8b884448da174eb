import { SettingsError } from '@frontrow/settings/settings';
import { MongoClient, type MongoClientOptions } from 'mongodb';
import { ConnectionString } from 'mongodb-connection-string-url';
import { STORE_TIMEOUT_MILLISECONDS } from './job-store.ts';

/** For those that the URL does not set: the driver's own wait half a minute, or for ever. */
const DEFAULTS = {
  appName: 'frontrow-worker',
  maxPoolSize: 8,
  serverSelectionTimeoutMS: STORE_TIMEOUT_MILLISECONDS,
  connectTimeoutMS: STORE_TIMEOUT_MILLISECONDS,
  socketTimeoutMS: 4 * STORE_TIMEOUT_MILLISECONDS,
  waitQueueTimeoutMS: STORE_TIMEOUT_MILLISECONDS,
  retryWrites: true,
} satisfies MongoClientOptions;

const DATABASE = 'frontrow';

/**
 * A client that is not connected yet, and the database that the URL names; the driver's own default
 * would be `test`.
 *
 * @throws SettingsError for what the driver cannot make sense of
 */
export function createMongoClient(url: string): { client: MongoClient; database: string } {
  const { searchParams, pathname } = new ConnectionString(url);
  const set = new Set([...searchParams.keys()].map((name) => name.toLowerCase()));
  const open = Object.entries(DEFAULTS).filter(([name]) => !set.has(name.toLowerCase()));
  try {
    return {
      client: new MongoClient(url, Object.fromEntries(open)),
      database: decodeURIComponent(pathname.slice(1)) || DATABASE,
    };
  } catch (error) {
    throw new SettingsError([`MONGODB_URL: ${(error as Error).message}`]);
  }
}
