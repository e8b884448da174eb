import { type ClientRequest, request } from 'node:http';
import type { Credentials } from '../api-client.ts';

/** One open `queue.watch`: counts what it is told, without reading it closer than it has to. */
export class WatchClient {
  tickets = 0;
  admitted = false;
  cut = false;
  readonly #request: ClientRequest;

  /** Settles with the first ticket. */
  static open(url: string, credentials: Credentials): Promise<WatchClient> {
    return new Promise((resolve, reject) => {
      const watch: WatchClient = new WatchClient(url, credentials, () => resolve(watch));
      watch.#request.once('error', reject);
    });
  }

  private constructor(url: string, { bearer, token }: Credentials, onFirst: () => void) {
    const headers = {
      accept: 'text/event-stream',
      authorization: `Bearer ${bearer}`,
      ...(token ? { 'x-queue-token': token } : {}),
    };
    this.#request = request(`${url}/trpc/queue.watch`, { headers, agent: false }, (response) => {
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        const told = text.match(/"status":"(WAITING|ACTIVE)"/g) ?? [];
        if (told.length > 0 && this.tickets === 0) onFirst();
        this.tickets += told.length;
        this.admitted ||= told.some((status) => status.includes('ACTIVE'));
      });
      response.on('error', () => {});
      response.on('close', () => {
        this.cut = true;
      });
    });
    this.#request.on('error', () => {
      this.cut = true;
    });
    this.#request.end();
  }

  close(): void {
    this.#request.destroy();
  }
}
