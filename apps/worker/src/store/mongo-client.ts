import { SettingsError } from '@frontrow/settings/settings';
import { MongoClient, type MongoClientOptions } from 'mongodb';
import { ConnectionString } from 'mongodb-connection-string-url';
import { STORE_TIMEOUT_MILLISECONDS } from './job-store.ts';

/** For options that the URL does not set. The driver's own timeouts are 30 seconds, or none. */
const DEFAULTS = {
  appName: 'frontrow-worker',
  maxPoolSize: 8,
  serverSelectionTimeoutMS: STORE_TIMEOUT_MILLISECONDS,
  connectTimeoutMS: STORE_TIMEOUT_MILLISECONDS,
  socketTimeoutMS: 4 * STORE_TIMEOUT_MILLISECONDS,
  waitQueueTimeoutMS: STORE_TIMEOUT_MILLISECONDS,
  retryWrites: true,
} satisfies MongoClientOptions;

/** For a URL that names no database; the driver's own default is `test`. */
const DEFAULT_DATABASE = 'frontrow';

/**
 * Creates a client, not connected yet, and returns it with the name of the database.
 *
 * @throws SettingsError when the driver cannot parse the URL
 */
export function createMongoClient(url: string): { client: MongoClient; database: string } {
  const { searchParams, pathname } = new ConnectionString(url);
  const set = new Set([...searchParams.keys()].map((name) => name.toLowerCase()));
  const unset = Object.entries(DEFAULTS).filter(([name]) => !set.has(name.toLowerCase()));
  try {
    return {
      client: new MongoClient(url, Object.fromEntries(unset)),
      database: decodeURIComponent(pathname.slice(1)) || DEFAULT_DATABASE,
    };
  } catch (error) {
    throw new SettingsError([`MONGODB_URL: ${(error as Error).message}`]);
  }
}
