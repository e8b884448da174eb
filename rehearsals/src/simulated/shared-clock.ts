import type { ServerProcess } from '@frontrow/server/testing/http/server-process';
import type pg from 'pg';

/**
 * Moves the clock of all servers: by the steps of the rehearsal, and when a call in a server sleeps until
 * a time. It holds the queue lock meanwhile, because the processes change their clocks one after the
 * other: without the lock, two admissions by two servers in between could have times that go back.
 */
export class SharedClock {
  now: Date;
  readonly #servers: ServerProcess[];
  readonly #sql: pg.Client;
  readonly #concertId: string;
  /** The last move; the next one starts after it. */
  #moving: Promise<void> = Promise.resolve();

  constructor(
    servers: ServerProcess[],
    sql: pg.Client,
    { now, concertId }: { now: Date; concertId: string },
  ) {
    this.#servers = servers;
    this.#sql = sql;
    this.now = now;
    this.#concertId = concertId;
    for (const server of servers) {
      server.onSleep((until) => {
        // A failure of this move is thrown by the next `advance`.
        this.#move(() => until).catch(() => {});
      });
    }
  }

  /** Resolves once every server has the new time. */
  advance(seconds: number): Promise<void> {
    return this.#move(() => this.now.getTime() + seconds * 1000);
  }

  #move(target: () => number): Promise<void> {
    this.#moving = this.#moving.then(async () => {
      const time = target();
      if (time > this.now.getTime()) await this.#set(new Date(time));
    });
    return this.#moving;
  }

  async #set(now: Date): Promise<void> {
    await this.#sql.query('begin');
    await this.#sql.query('select from queue where concert_id = $1 for update', [this.#concertId]);
    await Promise.all(this.#servers.map((server) => server.setClock(now)));
    await this.#sql.query('commit');
    this.now = now;
  }
}
