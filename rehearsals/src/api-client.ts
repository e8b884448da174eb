import { setTimeout as sleep } from 'node:timers/promises';
import type { ErrorCode } from '@frontrow/contract/error-codes';
import { ConnectionPool, type HttpRequest, type HttpResponse } from './connection-pool.ts';

/** What SERVICE_UNAVAILABLE tells a client in `retryAfterSeconds`. */
const RETRY_MILLISECONDS = 1_000;
/** Per call. */
const MAX_ATTEMPTS = 20;
/** Over the whole rehearsal; more means that a server is gone. */
const MAX_BROKEN_CONNECTIONS = 10_000;

/** The server answered with an error code of the contract. */
export class RefusedError extends Error {
  readonly errorCode: ErrorCode;

  constructor(procedure: string, errorCode: ErrorCode) {
    super(`${procedure} was refused: ${errorCode}`);
    this.errorCode = errorCode;
  }
}

export interface Credentials {
  /** The JWT of the user. */
  bearer: string;
  /** The queue token. */
  token?: string | undefined;
}

/** A tRPC response whose data superjson has serialized. */
interface Envelope {
  result?: { data: { json: unknown } };
  error?: { json: { data: { errorCode: ErrorCode } } };
}

/** superjson's list of the input fields that JSON has no type for. */
type SuperjsonMeta = Record<string, ['Date']>;

/**
 * Calls procedures on the servers in turn (round robin). Builds tRPC's requests itself instead of
 * using `@trpc/client`, because the simulated users share the processors with the servers.
 */
export class ApiClient {
  readonly #pools: ConnectionPool[];
  #turn = 0;
  /** Answered calls; a call that is repeated counts again. */
  calls = 0;
  /** The answered calls that were repeated because the answer was SERVICE_UNAVAILABLE. */
  unavailable = 0;
  /** Calls whose connection broke before the answer was complete. */
  broken = 0;

  /** `connections` is the limit for each server. */
  constructor(urls: string[], connections: number) {
    this.#pools = urls.map((url) => new ConnectionPool(url, connections));
  }

  /** @throws RefusedError */
  async query<Result>(procedure: string, from: Credentials, input?: object): Promise<Result> {
    const search = input ? `?input=${encodeURIComponent(JSON.stringify({ json: input }))}` : '';
    const path = `/trpc/${procedure}${search}`;
    return this.#call<Result>(procedure, { method: 'GET', path, headers: headersOf(from) });
  }

  /** @throws RefusedError */
  async mutate<Result>(
    procedure: string,
    from: Credentials,
    [input, dates]: [object, SuperjsonMeta?],
  ): Promise<Result> {
    const body = JSON.stringify(dates ? { json: input, meta: { values: dates } } : { json: input });
    const headers = { ...headersOf(from), 'content-type': 'application/json' };
    const path = `/trpc/${procedure}`;
    return this.#call<Result>(procedure, { method: 'POST', path, headers, body });
  }

  async close(): Promise<void> {
    await Promise.all(this.#pools.map((pool) => pool.close()));
  }

  async #call<Result>(procedure: string, request: HttpRequest): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      const pool = this.#pools[this.#turn++ % this.#pools.length];
      if (!pool) throw new Error('there is no server');
      const response = await this.#send(pool, procedure, request);
      if (!response) continue;
      this.calls++;
      const { result, error } = parse(procedure, response);
      if (result) return result.data.json as Result;
      const errorCode = error?.json.data.errorCode ?? 'INTERNAL_SERVER_ERROR';
      if (errorCode !== 'SERVICE_UNAVAILABLE') throw new RefusedError(procedure, errorCode);
      this.unavailable++;
      if (attempt === MAX_ATTEMPTS) throw new RefusedError(procedure, errorCode);
      await sleep(RETRY_MILLISECONDS);
    }
  }

  /** Returns null, after a pause, if the connection broke and the call is safe to repeat. */
  async #send(
    pool: ConnectionPool,
    procedure: string,
    request: HttpRequest,
  ): Promise<HttpResponse | null> {
    try {
      return await pool.send(request);
    } catch (error) {
      this.broken++;
      const repeatable = request.method === 'GET' || procedure === 'queue.join';
      if (!repeatable || this.broken > MAX_BROKEN_CONNECTIONS || pool.closed) {
        throw new Error(`${procedure} got no answer: ${(error as Error).message}`, {
          cause: error,
        });
      }
      await sleep(RETRY_MILLISECONDS);
      return null;
    }
  }
}

const headersOf = ({ bearer, token }: Credentials): Record<string, string> => ({
  authorization: `Bearer ${bearer}`,
  ...(token ? { 'x-queue-token': token } : {}),
});

function parse(procedure: string, { status, body }: HttpResponse): Envelope {
  try {
    return JSON.parse(body) as Envelope;
  } catch {
    throw new Error(`${procedure} was answered with ${status} and no JSON: ${body.slice(0, 200)}`);
  }
}
