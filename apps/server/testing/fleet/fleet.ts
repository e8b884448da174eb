import { setTimeout as sleep } from 'node:timers/promises';
import type { AppRouter } from '@frontrow/api/root';
import { createTRPCClient, httpLink, TRPCClientError } from '@trpc/client';
import superjson from 'superjson';
import type { Client } from '../http/api.ts';
import { type ServerProcess, startServerProcess } from '../http/server-process.ts';
import type { Refused } from '../queue-model/run/servers.ts';

/** How long a visitor waits for an answer before trying another server. */
const PATIENCE_MILLISECONDS = 900;

const MOST_TRIES = 50;

export type Headers = Record<string, string>;
export interface CallOptions {
  context: { headers: Headers };
  signal: AbortSignal;
}

export interface CallTo {
  server: number;
  headers: Headers;
  /** Milliseconds until it is lost. */
  patience?: number;
}

/** No answer came: the visitor does not know whether the call was carried out. */
export const LOST = Symbol('lost');

/** Real server processes over one database, any of which may be frozen or gone at any moment. */
export class Fleet {
  readonly size: number;
  readonly #databaseUrl: string;
  readonly #processes: (ServerProcess | null)[] = [];

  private constructor(databaseUrl: string, size: number) {
    this.#databaseUrl = databaseUrl;
    this.size = size;
  }

  static async start(databaseUrl: string, size: number): Promise<Fleet> {
    const fleet = new Fleet(databaseUrl, size);
    await Promise.all(Array.from({ length: size }, (_, index) => fleet.#start(index)));
    return fleet;
  }

  async #start(index: number): Promise<void> {
    const env = { HOLD_SECONDS: '2', LOG_LEVEL: 'error' };
    const databaseUrl = this.#databaseUrl;
    this.#processes[index] = await startServerProcess({ databaseUrl, env });
  }

  /** One call on one server. Faults are thrown, refusals and lost calls returned. */
  async call<Answer>(
    { server: index, headers, patience = PATIENCE_MILLISECONDS }: CallTo,
    make: (client: Client, options: CallOptions) => Promise<Answer>,
  ): Promise<Answer | Refused | typeof LOST> {
    const server = this.#processes[index % this.size];
    if (!server) return LOST;
    const signal = AbortSignal.timeout(patience);
    try {
      return await make(clientOf(server), { context: { headers }, signal });
    } catch (error) {
      const { data } = error as { data?: { errorCode?: string; details?: Headers } | null };
      if (!(error instanceof TRPCClientError)) throw error;
      if (!data?.errorCode || data.errorCode === 'SERVICE_UNAVAILABLE') return LOST;
      if (data.errorCode === 'INTERNAL_SERVER_ERROR') throw error;
      const { position } = (data.details ?? {}) as { position?: unknown };
      return { code: data.errorCode, position: typeof position === 'number' ? position : null };
    }
  }

  /** The answer of whichever server is there. Refusals are faults. */
  async insist<Answer>(
    headers: Headers,
    make: (client: Client, options: CallOptions) => Promise<Answer>,
  ): Promise<Answer> {
    for (let server = 0; ; server++) {
      const answer = await this.call({ server, headers, patience: 20_000 }, make);
      if (answer === LOST) await sleep(50);
      else if (isRefusal(answer)) throw new Error(`refused with ${answer.code}`);
      else return answer;
    }
  }

  /** @param caught whether it was frozen where it should be; else it goes on for a moment, and is again */
  async freeze(
    index: number,
    milliseconds: number,
    caught: () => Promise<boolean> = async () => true,
  ): Promise<void> {
    const server = this.#processes[index % this.size];
    server?.freeze();
    for (let tries = 1; tries < MOST_TRIES && !(await caught()); tries++) {
      server?.goOn();
      await sleep(Math.random() * 5);
      server?.freeze();
    }
    await sleep(milliseconds);
    server?.goOn();
  }

  /** Kills a server at once, and starts another in its stead. */
  async replace(index: number): Promise<void> {
    const server = this.#processes[index % this.size];
    this.#processes[index % this.size] = null;
    await server?.kill();
    await this.#start(index % this.size);
  }

  stop = (): Promise<unknown> => Promise.all(this.#processes.map((server) => server?.kill()));
}

export const isRefusal = (answer: unknown): answer is Refused =>
  answer instanceof Object && 'code' in answer && 'position' in answer;

const clients = new WeakMap<ServerProcess, Client>();

function clientOf(server: ServerProcess): Client {
  const known = clients.get(server);
  if (known) return known;
  const client = createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: `${server.url}/trpc`,
        transformer: superjson,
        headers: ({ op }) => (op.context.headers ?? {}) as Headers,
      }),
    ],
  });
  clients.set(server, client);
  return client;
}
