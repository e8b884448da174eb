import { type ClientRequest, request } from 'node:http';
import type { Credentials } from '../api-client.ts';

/**
 * One open `queue.watch`. Counts the tickets in the event stream by a search for their status; it
 * does not parse them.
 */
export class WatchClient {
  tickets = 0;
  admitted = false;
  /** True once the stream has ended, with or without an error. */
  closed = false;
  readonly #request: ClientRequest;

  /** Resolves with the first ticket. */
  static open(url: string, credentials: Credentials): Promise<WatchClient> {
    return new Promise((resolve, reject) => {
      const watch: WatchClient = new WatchClient(url, credentials, () => resolve(watch));
      watch.#request.once('error', reject);
    });
  }

  private constructor(url: string, { bearer, token }: Credentials, onFirstTicket: () => void) {
    const headers = {
      accept: 'text/event-stream',
      authorization: `Bearer ${bearer}`,
      ...(token ? { 'x-queue-token': token } : {}),
    };
    this.#request = request(`${url}/trpc/queue.watch`, { headers, agent: false }, (response) => {
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        const statuses = text.match(/"status":"(WAITING|ACTIVE)"/g) ?? [];
        if (statuses.length > 0 && this.tickets === 0) onFirstTicket();
        this.tickets += statuses.length;
        this.admitted ||= statuses.some((status) => status.includes('ACTIVE'));
      });
      response.on('error', () => {});
      response.on('close', () => {
        this.closed = true;
      });
    });
    this.#request.on('error', () => {
      this.closed = true;
    });
    this.#request.end();
  }

  close(): void {
    this.#request.destroy();
  }
}
