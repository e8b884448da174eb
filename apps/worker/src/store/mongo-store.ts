import { MongoBackend } from '@agendajs/mongo-backend';
import type { Logger } from '@frontrow/domain/kernel/logger';
import type { Db } from 'mongodb';
import { throttle } from '../throttle.ts';
import { connectedBackend } from './connected-backend.ts';
import type { JobStore } from './job-store.ts';
import { MongoChannel } from './mongo-channel.ts';
import { createMongoClient } from './mongo-client.ts';
import {
  ensureUniqueJobIndex,
  insertRepeatingJobsOnce,
  JOBS_COLLECTION,
} from './mongo-unique-job-index.ts';

/** @throws when MongoDB cannot be reached */
export async function openMongoStore(url: string, log: Logger): Promise<JobStore> {
  const { client, database } = createMongoClient(url);
  try {
    await client.connect();
    const db = client.db(database);
    const ensureSchema = () => ensureUniqueJobIndex(db);
    await ensureSchema();
    const backend = new MongoBackend({ mongo: db, collection: JOBS_COLLECTION });
    await backend.connect();
    insertRepeatingJobsOnce(backend.repository, db);
    const channel = (await hasChangeStreams(db))
      ? new MongoChannel(db, JOBS_COLLECTION)
      : undefined;
    channel?.on(
      'error',
      throttle((err) => log.warn({ err }, 'the change stream of the job store was interrupted')),
    );
    return {
      backend: connectedBackend(backend, log),
      channel,
      ensureSchema,
      ping: () => db.command({ ping: 1 }),
      close: () => client.close(),
    };
  } catch (error) {
    await client.close();
    throw error;
  }
}

/** Replica sets and sharded clusters have change streams; a standalone server has none. */
async function hasChangeStreams(db: Db): Promise<boolean> {
  const hello = await db.command({ hello: 1 });
  return hello.setName !== undefined || hello.msg === 'isdbgrid';
}
