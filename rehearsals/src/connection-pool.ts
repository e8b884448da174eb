import { Pool } from 'undici';

export interface HttpRequest {
  method: 'GET' | 'POST';
  /** Path and query. */
  path: string;
  headers: Record<string, string>;
  body?: string;
}

export interface HttpResponse {
  status: number;
  body: string;
}

/** Longer than the servers' own limit of any call, the audit included. */
const TIMEOUT_MILLISECONDS = 150_000;

/**
 * Keep-alive HTTP/1.1 connections to one server. At most `connections` requests are in flight;
 * further requests wait in a queue.
 */
export class ConnectionPool {
  readonly #pool: Pool;
  closed = false;

  constructor(url: string, connections: number) {
    this.#pool = new Pool(url, {
      connections,
      headersTimeout: TIMEOUT_MILLISECONDS,
      bodyTimeout: TIMEOUT_MILLISECONDS,
    });
  }

  /**
   * Uses `dispatch`, because `request` creates a stream for each response and takes about twice the
   * CPU time. docs/decisions/070-undici-in-the-rehearsals.md has the figures.
   *
   * @throws if the connection breaks, the request times out or the pool is closed
   */
  send(request: HttpRequest): Promise<HttpResponse> {
    return new Promise((resolve, reject) => {
      let status = 0;
      const chunks: Buffer[] = [];
      this.#pool.dispatch(request, {
        onRequestStart() {},
        onResponseStart(_controller, statusCode) {
          status = statusCode;
        },
        onResponseData(_controller, chunk) {
          chunks.push(chunk);
        },
        onResponseEnd() {
          resolve({ status, body: Buffer.concat(chunks).toString() });
        },
        onResponseError(_controller, error) {
          reject(error);
        },
      });
    });
  }

  /** Rejects the requests that are in flight or wait. */
  async close(): Promise<void> {
    this.closed = true;
    await this.#pool.destroy();
  }
}
