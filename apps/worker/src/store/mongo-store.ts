import { MongoBackend } from '@agendajs/mongo-backend';
import type { Logger } from '@frontrow/domain/kernel/logger';
import type { Db, ObjectId } from 'mongodb';
import { occasionally } from '../occasionally.ts';
import { connectedBackend } from './connected-backend.ts';
import type { JobStore } from './job-store.ts';
import { MongoChannel } from './mongo-channel.ts';
import { mongoClient } from './mongo-client.ts';

const COLLECTION = 'agendaJobs';

export async function openMongoStore(url: string, log: Logger): Promise<JobStore> {
  const { client, database } = mongoClient(url);
  try {
    await client.connect();
    const db = client.db(database);
    const ensure = () => ensureOneOfEach(db);
    await ensure();
    const backend = new MongoBackend({ mongo: db, collection: COLLECTION });
    await backend.connect();
    const channel = (await hasChangeStreams(db)) ? new MongoChannel(db, COLLECTION) : undefined;
    channel?.on(
      'error',
      occasionally((err) => log.warn({ err }, 'the change stream of the job store broke off')),
    );
    return {
      backend: connectedBackend(backend, log),
      channel,
      ensure,
      ping: () => db.command({ ping: 1 }),
      close: () => client.close(),
    };
  } catch (error) {
    await client.close();
    throw error;
  }
}

/**
 * Two workers that start at once would each insert theirs, and every period would run twice: an index
 * forbids it. What others left double is removed, or the index could not be made.
 */
async function ensureOneOfEach(db: Db): Promise<void> {
  const jobs = db.collection(COLLECTION);
  const doubles = await jobs
    .aggregate<{ ids: ObjectId[] }>([
      { $match: { type: 'single' } },
      { $sort: { _id: 1 } },
      { $group: { _id: '$name', ids: { $push: '$_id' } } },
    ])
    .toArray();
  const extra = doubles.flatMap(({ ids }) => ids.slice(1));
  if (extra.length > 0) await jobs.deleteMany({ _id: { $in: extra } });
  await jobs.createIndex(
    { name: 1, type: 1 },
    { name: 'oneScheduleAJob', unique: true, partialFilterExpression: { type: 'single' } },
  );
}

async function hasChangeStreams(db: Db): Promise<boolean> {
  const hello = await db.command({ hello: 1 });
  return hello.setName !== undefined || hello.msg === 'isdbgrid';
}
