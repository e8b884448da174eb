import { MongoBackend } from '@agendajs/mongo-backend';
import type { Logger } from '@frontrow/domain/kernel/logger';
import type { Db } from 'mongodb';
import { throttle } from '../throttle.ts';
import { connectedBackend } from './connected-backend.ts';
import type { JobStore } from './job-store.ts';
import { MongoChannel } from './mongo-channel.ts';
import { createMongoClient } from './mongo-client.ts';
import { ensureUniqueJobIndex, insertRepeatingJobsOnce, JOBS } from './mongo-unique-job-index.ts';

export async function openMongoStore(url: string, log: Logger): Promise<JobStore> {
  const { client, database } = createMongoClient(url);
  try {
    await client.connect();
    const db = client.db(database);
    const ensure = () => ensureUniqueJobIndex(db);
    await ensure();
    const backend = new MongoBackend({ mongo: db, collection: JOBS });
    await backend.connect();
    insertRepeatingJobsOnce(backend.repository, db);
    const channel = (await hasChangeStreams(db)) ? new MongoChannel(db, JOBS) : undefined;
    channel?.on(
      'error',
      throttle((err) => log.warn({ err }, 'the change stream of the job store broke off')),
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

async function hasChangeStreams(db: Db): Promise<boolean> {
  const hello = await db.command({ hello: 1 });
  return hello.setName !== undefined || hello.msg === 'isdbgrid';
}
