import { MongoChangeStreamNotificationChannel } from '@agendajs/mongo-backend';
import type { Db } from 'mongodb';

/**
 * The library's channel, but it reconnects without a resume token. Changes that are missed meanwhile
 * are found by polling.
 *
 * Workaround for @agendajs/mongo-backend 4.0.3, which always resumes at the last token. When the oplog
 * no longer contains it, or the collection was dropped and created again, every attempt fails. The token
 * is a private field, hence `Reflect.set`. Not needed once the library drops a token that MongoDB
 * refuses.
 */
export class MongoChannel extends MongoChangeStreamNotificationChannel {
  constructor(db: Db, collection: string) {
    super({ db, collection });
  }

  override async connect(): Promise<void> {
    Reflect.set(this, 'resumeToken', undefined);
    await super.connect();
  }
}
