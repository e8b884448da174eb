import { randomBytes } from 'node:crypto';
import { once as onceEmitted } from 'node:events';
import { createServer, get } from 'node:http';
import type { AddressInfo } from 'node:net';

/**
 * Starts the shared databases of a test run only when a test file needs them.
 *
 * Vitest runs a global setup in its main process before it runs any test, whether the selected tests
 * need it or not: with two databases, a unit test waited 5 seconds for them. So the global setups only
 * start a small HTTP server here, which lets a test file in a worker process request a resource by name.
 * The first request starts the resource, and all requests get the same answer.
 */

/** Runs the function at the first call only; all calls get its result. */
export function once<Value>(start: () => Promise<Value>): () => Promise<Value> {
  let value: Promise<Value> | undefined;
  return () => {
    value ??= start();
    return value;
  };
}

export interface OnDemandServer {
  /** Contains a random path, because the answers contain passwords. */
  url: string;
  close(): Promise<void>;
}

/** Serves resources to test files. An answer must be JSON; an error is thrown by `request`. */
export async function serveOnDemand(
  resources: Record<string, () => Promise<unknown>>,
): Promise<OnDemandServer> {
  const secret = randomBytes(16).toString('hex');
  const started = Object.fromEntries(
    Object.entries(resources).map(([name, start]) => [`/${secret}/${name}`, once(start)]),
  );
  const server = createServer(async (request, response) => {
    try {
      const start = started[request.url ?? ''];
      if (!start) throw new Error('there is no such resource');
      response.end(JSON.stringify({ value: await start() }));
    } catch (error) {
      response.end(JSON.stringify({ error: error instanceof Error ? error.message : `${error}` }));
    }
  });
  server.listen(0, '127.0.0.1');
  await onceEmitted(server, 'listening');
  server.unref();
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/${secret}`,
    async close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/**
 * Requests a resource from the server. There is no time limit: the first request may download a mongod.
 *
 * @throws when the resource cannot be started
 */
export function request<Value>(url: string, name: string): Promise<Value> {
  return new Promise((resolve, reject) => {
    get(`${url}/${name}`, { agent: false }, async (response) => {
      try {
        const text = (await response.setEncoding('utf8').toArray()).join('');
        const { value, error } = JSON.parse(text) as { value: Value; error?: string };
        if (error === undefined) resolve(value);
        else reject(new Error(error));
      } catch (error) {
        reject(error);
      }
    }).on('error', reject);
  });
}
