import { PostgresNotificationChannel } from '@agendajs/postgres-backend';
import type { Pool, PoolClient } from 'pg';

/**
 * The library's channel, which on its own keeps the connection on which it could not listen, ten times
 * a second, until the pool has none left: as behind an address where a standby answers for a while.
 */
export class PostgresChannel extends PostgresNotificationChannel {
  constructor(pool: Pool) {
    super({ pool });
  }

  override async connect(): Promise<void> {
    try {
      await super.connect();
    } catch (error) {
      const client = Reflect.get(this, 'listenClient') as PoolClient | undefined;
      Reflect.set(this, 'listenClient', undefined);
      client?.release(true);
      throw error;
    }
  }
}
