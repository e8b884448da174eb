import { MongoBackend, MongoChangeStreamNotificationChannel } from '@agendajs/mongo-backend';
import type { Logger } from '@frontrow/domain/kernel/logger';
import { type Db, MongoClient, type MongoClientOptions } from 'mongodb';
import { ConnectionString } from 'mongodb-connection-string-url';
import { occasionally } from '../occasionally.ts';
import { connectedBackend } from './connected-backend.ts';
import { type JobStore, PATIENCE_MILLISECONDS } from './job-store.ts';

/** For those that the URL does not set: the driver's own wait half a minute, or for ever. */
const DEFAULTS = {
  appName: 'frontrow-worker',
  maxPoolSize: 8,
  serverSelectionTimeoutMS: PATIENCE_MILLISECONDS,
  connectTimeoutMS: PATIENCE_MILLISECONDS,
  socketTimeoutMS: 4 * PATIENCE_MILLISECONDS,
  waitQueueTimeoutMS: PATIENCE_MILLISECONDS,
  retryWrites: true,
} satisfies MongoClientOptions;

const DATABASE = 'frontrow';
const COLLECTION = 'agendaJobs';
/** The oplog has moved past where a change stream left off. */
const HISTORY_LOST = new Set([136, 280, 286]);

export async function openMongoStore(url: string, log: Logger): Promise<JobStore> {
  const given = new ConnectionString(url);
  const client = new MongoClient(url, unlessSetBy(given));
  const complain = occasionally((error) =>
    log.warn({ err: error }, 'the change stream of the job store broke off'),
  );
  try {
    await client.connect();
    const db = client.db(databaseIn(given));
    await oneScheduleAJob(db);
    const backend = new MongoBackend({ mongo: db, collection: COLLECTION });
    await backend.connect();
    const channel = (await hasChangeStreams(db))
      ? new MongoChangeStreamNotificationChannel({ db, collection: COLLECTION })
      : undefined;
    channel?.on('error', (error) => {
      // It would try from there for ever, and holds the place for itself.
      if (HISTORY_LOST.has(Number(Reflect.get(error, 'code')))) {
        Reflect.set(channel, 'resumeToken', undefined);
      }
      complain(error);
    });
    return {
      backend: connectedBackend(backend),
      channel,
      ping: () => db.command({ ping: 1 }),
      close: () => client.close(),
    };
  } catch (error) {
    await client.close();
    throw error;
  }
}

function unlessSetBy({ searchParams }: ConnectionString): MongoClientOptions {
  const set = new Set([...searchParams.keys()].map((name) => name.toLowerCase()));
  const open = Object.entries(DEFAULTS).filter(([name]) => !set.has(name.toLowerCase()));
  return Object.fromEntries(open);
}

/** The one that the URL names; the driver's own default would be `test`. */
const databaseIn = ({ pathname }: ConnectionString): string =>
  decodeURIComponent(pathname.slice(1)) || DATABASE;

/** Two workers that start at once would each insert theirs, and every period would run twice. */
const oneScheduleAJob = (db: Db): Promise<string> =>
  db
    .collection(COLLECTION)
    .createIndex(
      { name: 1, type: 1 },
      { name: 'oneScheduleAJob', unique: true, partialFilterExpression: { type: 'single' } },
    );

async function hasChangeStreams(db: Db): Promise<boolean> {
  const hello = await db.command({ hello: 1 });
  return hello.setName !== undefined || hello.msg === 'isdbgrid';
}
