import type { ServerProcess } from '@frontrow/server/testing/http/server-process';
import type pg from 'pg';

/**
 * The one clock of all servers, which only a rehearsal moves. It moves behind the lock of the queue:
 * the processes are told one after the other, and an admission in between would see time go back,
 * which the database's own clock does not.
 */
export class SharedClock {
  now: Date;
  readonly #servers: ServerProcess[];
  readonly #sql: pg.Client;
  readonly #concertId: string;

  constructor(servers: ServerProcess[], sql: pg.Client, place: { now: Date; concertId: string }) {
    this.#servers = servers;
    this.#sql = sql;
    this.now = place.now;
    this.#concertId = place.concertId;
  }

  async advance(seconds: number): Promise<void> {
    const now = new Date(this.now.getTime() + seconds * 1000);
    await this.#sql.query('begin');
    await this.#sql.query('select from queue where concert_id = $1 for update', [this.#concertId]);
    await Promise.all(this.#servers.map((server) => server.setClock(now)));
    await this.#sql.query('commit');
    this.now = now;
  }
}
