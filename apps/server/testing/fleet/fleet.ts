import { setTimeout as sleep } from 'node:timers/promises';
import type { AppRouter } from '@frontrow/api/root';
import { createTRPCClient, httpLink, TRPCClientError } from '@trpc/client';
import superjson from 'superjson';
import type { Client } from '../http/api.ts';
import { type ServerProcess, startServerProcess } from '../http/server-process.ts';
import type { Refusal } from '../queue-model/model/predictions.ts';

/** How long a visitor waits for an answer before the call goes to another server. */
const CALL_TIMEOUT_MILLISECONDS = 900;

const MAX_FREEZE_ATTEMPTS = 50;

export type Headers = Record<string, string>;
export interface CallOptions {
  context: { headers: Headers };
  signal: AbortSignal;
}

export interface CallTarget {
  server: number;
  headers: Headers;
  /** Milliseconds until the call counts as lost. */
  timeout?: number;
}

/** The outcome of a call without an answer: the caller does not know whether it was carried out. */
export const LOST = Symbol('lost');

/** Real server processes over one database. Each may be frozen or killed at any time. */
export class Fleet {
  readonly size: number;
  readonly #databaseUrl: string;
  /** Null while a process is being replaced. */
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

  /** Makes one call to one server. Returns refusals and `LOST`; throws any other error. */
  async call<Answer>(
    { server: index, headers, timeout = CALL_TIMEOUT_MILLISECONDS }: CallTarget,
    make: (client: Client, options: CallOptions) => Promise<Answer>,
  ): Promise<Answer | Refusal | typeof LOST> {
    const server = this.#processes[index % this.size];
    if (!server) return LOST;
    const signal = AbortSignal.timeout(timeout);
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

  /**
   * Makes a call to one server after the other until one answers.
   *
   * @throws Error if the answer is a refusal
   */
  async callUntilAnswered<Answer>(
    headers: Headers,
    make: (client: Client, options: CallOptions) => Promise<Answer>,
  ): Promise<Answer> {
    for (let server = 0; ; server++) {
      const answer = await this.call({ server, headers, timeout: 20_000 }, make);
      if (answer === LOST) await sleep(50);
      else if (isRefusal(answer)) throw new Error(`the call was refused with ${answer.code}`);
      else return answer;
    }
  }

  /**
   * Stops a process (SIGSTOP) for some time, then continues it.
   *
   * @param isInPlace true if the process stopped where it should; else it runs on for up to 5 ms and is
   *   stopped again, 50 times at most
   */
  async freeze(
    index: number,
    milliseconds: number,
    isInPlace: () => Promise<boolean> = async () => true,
  ): Promise<void> {
    const server = this.#processes[index % this.size];
    server?.freeze();
    for (let tries = 1; tries < MAX_FREEZE_ATTEMPTS && !(await isInPlace()); tries++) {
      server?.resume();
      await sleep(Math.random() * 5);
      server?.freeze();
    }
    await sleep(milliseconds);
    server?.resume();
  }

  /** Kills a process (SIGKILL) and starts another one in its place. */
  async replace(index: number): Promise<void> {
    const server = this.#processes[index % this.size];
    this.#processes[index % this.size] = null;
    await server?.kill();
    await this.#start(index % this.size);
  }

  stop = (): Promise<unknown> => Promise.all(this.#processes.map((server) => server?.kill()));
}

export const isRefusal = (answer: unknown): answer is Refusal =>
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
