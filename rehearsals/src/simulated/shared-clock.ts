import type { ServerProcess } from '@frontrow/server/testing/server-process';
import type pg from 'pg';

/**
 * Moves the clock of all servers. It holds the queue lock meanwhile, because the processes change
 * their clocks one after the other: without the lock, two admissions by two servers in between could
 * have times that go back.
 */
export class SharedClock {
  now: Date;
  readonly #servers: ServerProcess[];
  readonly #sql: pg.Client;
  readonly #concertId: string;

  constructor(
    servers: ServerProcess[],
    sql: pg.Client,
    { now, concertId }: { now: Date; concertId: string },
  ) {
    this.#servers = servers;
    this.#sql = sql;
    this.now = now;
    this.#concertId = concertId;
  }

  /** Resolves once every server has the new time. */
  async advance(seconds: number): Promise<void> {
    const now = new Date(this.now.getTime() + seconds * 1000);
    await this.#sql.query('begin');
    await this.#sql.query('select from queue where concert_id = $1 for update', [this.#concertId]);
    await Promise.all(this.#servers.map((server) => server.setClock(now)));
    await this.#sql.query('commit');
    this.now = now;
  }
}
