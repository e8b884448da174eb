import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authenticator, Bearer } from '@frontrow/api/access/auth';
import { countedCallerOf } from '@frontrow/api/access/counted-caller';
import type { RateLimiter } from '@frontrow/api/access/rate-limit';
import { HEADERS } from '@frontrow/contract/headers';
import type { HostCheck } from '@frontrow/process/host/host-check';
import { clientAddressOf, countedAddress } from '@frontrow/process/http/client-address';
import { type HeaderPairs, securityHeadersOf } from '@frontrow/process/http/security-headers';
import type { Cors } from '../http/cors.ts';
import type { FaultReporter } from '../http/faults.ts';
import { sendSoon } from '../http/outbox.ts';
import { type CallLogger, requestIdOf } from '../log/access-log.ts';
import { isPlain } from '../trpc/single-call.ts';
import { createSampledLog } from './sampled-log.ts';

export interface FastAnswerOptions {
  auth: Authenticator;
  limiter: RateLimiter;
  checkHost: HostCheck;
  cors: Cors;
  trustedProxies: number;
  isDraining(): boolean;
  log: CallLogger;
  reportFault: FaultReporter;
  /** Told of each answered call, with the seconds that it took. */
  onAnswered(procedure: string, seconds: number): void;
}

export interface FastAnswer {
  /** The name of the procedure. */
  procedure: string;
  status: 200 | 304;
  /** Beside those of every answer. */
  headers: HeaderPairs;
  body: string | Buffer | undefined;
  userId: string | null;
  /** `performance.now()` when the answer was begun. */
  start: number;
}

/** What the answers of the fast lane have in common. */
export class FastAnswers {
  readonly #options: FastAnswerOptions;
  readonly #logs: ReadonlyMap<string, ReturnType<typeof createSampledLog>>;
  /** By the headers of the origin, and those of the connection. */
  readonly #common = new WeakMap<HeaderPairs, WeakMap<HeaderPairs, readonly string[]>>();

  constructor(options: FastAnswerOptions, procedures: readonly string[]) {
    this.#options = options;
    this.#logs = new Map(procedures.map((name) => [name, createSampledLog(options.log, name)]));
  }

  /** Whether this is a read in the form in which clients send one, by a caller who acts for himself. */
  takes(req: IncomingMessage): boolean {
    const { checkHost, isDraining } = this.#options;
    return (
      req.headers[HEADERS.onBehalfOf] === undefined &&
      isPlain(req) &&
      checkHost(req) === null &&
      !isDraining()
    );
  }

  /**
   * Takes a call from the budget of the caller, without a bearer from that of the address. Returns whether it had one.
   *
   * @param calls 0 takes none, and tells whether the caller has already been refused
   */
  isWithinBudget(req: IncomingMessage, bearer: Bearer | null, calls: 0 | 1 = 1): boolean {
    const { limiter, trustedProxies } = this.#options;
    if (!bearer) {
      const address = countedAddress(clientAddressOf(req, trustedProxies));
      return limiter.take('address', address, calls) === null;
    }
    const { user, service } = countedCallerOf(bearer, null);
    return (
      (user === null || limiter.take('user', user, calls) === null) &&
      (service === null || limiter.take('service', service, calls) === null)
    );
  }

  send(req: IncomingMessage, res: ServerResponse, answer: FastAnswer): void {
    const { procedure, status, body, userId, start } = answer;
    const requestId = requestIdOf(req);
    const headers = [...this.#headersOf(req, answer.headers), 'x-request-id', requestId];
    const bytes = body === undefined ? 0 : Buffer.byteLength(body);
    if (body !== undefined) headers.push('content-length', String(bytes));
    sendSoon(() => {
      try {
        res.writeHead(status, headers);
        // Most texts have no letter of two bytes, and the others take longer to write.
        if (typeof body === 'string') res.end(body, bytes === body.length ? 'latin1' : 'utf8');
        else res.end(body);
      } catch (error) {
        // Nobody is there any more to catch it.
        this.#options.reportFault(error, req);
        res.destroy();
      }
    });
    const milliseconds = performance.now() - start;
    this.#options.onAnswered(procedure, milliseconds / 1000);
    this.#logs.get(procedure)?.note({ requestId, userId, status, milliseconds });
  }

  /** Names and values in turn. */
  #headersOf(req: IncomingMessage, own: HeaderPairs): readonly string[] {
    const crossOrigin = this.#options.cors.headersFor(req.headers.origin);
    const security = securityHeadersOf(req, this.#options.trustedProxies);
    const common = this.#commonOf(crossOrigin, security);
    const headers = [...common];
    const vary = this.#options.cors.vary;
    for (const [name, value] of own) {
      headers.push(name, name === 'vary' && vary !== null ? varied(vary, value) : value);
    }
    return headers;
  }

  #commonOf(crossOrigin: HeaderPairs, security: HeaderPairs): readonly string[] {
    const known = this.#common.get(crossOrigin) ?? new WeakMap<HeaderPairs, readonly string[]>();
    this.#common.set(crossOrigin, known);
    let made = known.get(security);
    if (!made) {
      made = [...crossOrigin, ...security].flat();
      known.set(security, made);
    }
    return made;
  }

  close(): void {
    for (const log of this.#logs.values()) log.close();
  }
}

/** What an answer depends on, with the origin in front if it is not named yet. */
const varied = (origin: string, value: string): string =>
  value.toLowerCase().includes(origin.toLowerCase()) ? value : `${origin}, ${value}`;
