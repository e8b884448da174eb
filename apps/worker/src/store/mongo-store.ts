import { MongoBackend } from '@agendajs/mongo-backend';
import type { Logger } from '@frontrow/domain/kernel/logger';
import type { Db } from 'mongodb';
import { occasionally } from '../occasionally.ts';
import { connectedBackend } from './connected-backend.ts';
import type { JobStore } from './job-store.ts';
import { MongoChannel } from './mongo-channel.ts';
import { mongoClient } from './mongo-client.ts';
import { ensureOneOfEach, insertingOnce, JOBS } from './mongo-singles.ts';

export async function openMongoStore(url: string, log: Logger): Promise<JobStore> {
  const { client, database } = mongoClient(url);
  try {
    await client.connect();
    const db = client.db(database);
    const ensure = () => ensureOneOfEach(db);
    await ensure();
    const backend = new MongoBackend({ mongo: db, collection: JOBS });
    await backend.connect();
    insertingOnce(backend.repository, db);
    const channel = (await hasChangeStreams(db)) ? new MongoChannel(db, JOBS) : undefined;
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

async function hasChangeStreams(db: Db): Promise<boolean> {
  const hello = await db.command({ hello: 1 });
  return hello.setName !== undefined || hello.msg === 'isdbgrid';
}
