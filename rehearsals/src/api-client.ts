import { setTimeout as sleep } from 'node:timers/promises';
import type { ErrorCode } from '@frontrow/contract/error-codes';
import type { HttpAnswer } from './connection.ts';
import { ConnectionPool } from './connection-pool.ts';

/** As a client does that is told to come back in a second. */
const RETRY_MILLISECONDS = 1_000;
const MAX_ATTEMPTS = 20;
/** More say that a server is gone. */
const MAX_BROKEN_CONNECTIONS = 10_000;

/** A refusal of the contract. */
export class RefusedError extends Error {
  readonly errorCode: ErrorCode;

  constructor(procedure: string, errorCode: ErrorCode) {
    super(`${procedure} was refused: ${errorCode}`);
    this.errorCode = errorCode;
  }
}

/** Whom a call is from. */
export interface Credentials {
  bearer: string;
  /** The queue token. */
  token?: string | undefined;
}

interface Envelope {
  result?: { data: { json: unknown } };
  error?: { json: { data: { errorCode: ErrorCode } } };
}

/** The bodies of superjson for values that JSON has no type for. */
type SuperjsonMeta = Record<string, ['Date']>;

/** Both servers, by turns. Speaks tRPC's wire format by hand, since that costs the least. */
export class ApiClient {
  readonly #lanes: ConnectionPool[];
  #turn = 0;
  /** Calls that were answered, and of these how many with SERVICE_UNAVAILABLE: they are made again. */
  calls = 0;
  unavailable = 0;
  /** Calls whose connection broke. */
  broken = 0;

  constructor(urls: string[], connections: number) {
    this.#lanes = urls.map((url) => new ConnectionPool(url, connections));
  }

  /** @throws Refused */
  async query<Result>(procedure: string, from: Credentials, input?: object): Promise<Result> {
    const search = input ? `?input=${encodeURIComponent(JSON.stringify({ json: input }))}` : '';
    const head = `GET /trpc/${procedure}${search} HTTP/1.1\r\n${headersOf(from)}\r\n`;
    return this.#answer<Result>(procedure, head);
  }

  /** @throws Refused */
  async mutate<Result>(
    procedure: string,
    from: Credentials,
    [input, dates]: [object, SuperjsonMeta?],
  ): Promise<Result> {
    const body = JSON.stringify(dates ? { json: input, meta: { values: dates } } : { json: input });
    const head = `POST /trpc/${procedure} HTTP/1.1\r\n${headersOf(from)}content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;
    return this.#answer<Result>(procedure, head + body);
  }

  close(): void {
    for (const lane of this.#lanes) lane.close();
  }

  /** Null when the connection broke under a call that may be made again. */
  async #send(
    lane: ConnectionPool,
    request: string,
    procedure: string,
  ): Promise<HttpAnswer | null> {
    try {
      return await lane.send(request);
    } catch (error) {
      this.broken++;
      const repeatable = request.startsWith('GET') || procedure === 'queue.join';
      if (!repeatable || this.broken > MAX_BROKEN_CONNECTIONS || lane.closed) throw error;
      await sleep(RETRY_MILLISECONDS);
      return null;
    }
  }

  async #answer<Result>(procedure: string, request: string): Promise<Result> {
    for (let attempt = 1; ; attempt++) {
      const lane = this.#lanes[this.#turn++ % this.#lanes.length];
      if (!lane) throw new Error('there is no server');
      const answer = await this.#send(lane, request, procedure);
      if (!answer) continue;
      this.calls++;
      const { result, error } = parse(procedure, answer);
      if (result) return result.data.json as Result;
      const errorCode = error?.json.data.errorCode ?? 'INTERNAL_SERVER_ERROR';
      if (errorCode !== 'SERVICE_UNAVAILABLE') throw new RefusedError(procedure, errorCode);
      this.unavailable++;
      if (attempt === MAX_ATTEMPTS) throw new RefusedError(procedure, errorCode);
      await sleep(RETRY_MILLISECONDS);
    }
  }
}

function headersOf({ bearer, token }: Credentials): string {
  const queue = token ? `x-queue-token: ${token}\r\n` : '';
  return `host: 127.0.0.1\r\nauthorization: Bearer ${bearer}\r\n${queue}`;
}

function parse(procedure: string, { status, body }: HttpAnswer): Envelope {
  try {
    return JSON.parse(body) as Envelope;
  } catch {
    throw new Error(`${procedure} was answered with ${status} and no JSON: ${body.slice(0, 200)}`);
  }
}
