import { PostgresNotificationChannel } from '@agendajs/postgres-backend';
import type { Pool, PoolClient } from 'pg';

/**
 * The library's channel, but it closes its connection when LISTEN fails.
 *
 * Workaround for @agendajs/postgres-backend 3.0.6, which keeps that connection and takes another one at
 * its next attempt, up to ten times a second, until the pool is empty. LISTEN fails on a standby, for
 * example, which may answer at the address during a failover. The connection is a private field, hence
 * `Reflect`. Not needed once the library releases the connection when `connect` fails.
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
