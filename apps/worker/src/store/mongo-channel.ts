import { MongoChangeStreamNotificationChannel } from '@agendajs/mongo-backend';
import type { Db } from 'mongodb';

/**
 * The library's channel, which on its own goes on from where it broke off: for ever and in vain, where
 * the oplog has moved on or the collection is another. What was missed is found by looking.
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
