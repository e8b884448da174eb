import { Connection, type HttpAnswer } from './connection.ts';

/** Longer than the servers give any call, an audit included. */
const GIVE_UP_MILLISECONDS = 150_000;

/** The way to one server: so many calls at a time, the others stand behind them. */
export class ConnectionPool {
  readonly #free: Connection[];
  readonly #all: Connection[];
  readonly #behind: ((connection: Connection) => void)[] = [];
  readonly #watch: NodeJS.Timeout;
  closed = false;

  constructor(url: string, connections: number) {
    const port = Number(new URL(url).port);
    this.#all = Array.from({ length: connections }, () => new Connection(port));
    this.#free = [...this.#all];
    this.#watch = setInterval(() => {
      for (const connection of this.#all) connection.giveUpAfter(GIVE_UP_MILLISECONDS);
    }, 1_000);
  }

  /** @throws once it is closed, whoever still stands behind */
  async send(request: string): Promise<HttpAnswer> {
    const connection =
      this.#free.pop() ?? (await new Promise<Connection>((take) => this.#behind.push(take)));
    try {
      if (this.closed) throw new Error('the rehearsal is over');
      return await connection.send(request);
    } finally {
      const next = this.#behind.shift();
      if (next) next(connection);
      else this.#free.push(connection);
    }
  }

  close(): void {
    this.closed = true;
    clearInterval(this.#watch);
    for (const connection of this.#all) connection.close();
  }
}
