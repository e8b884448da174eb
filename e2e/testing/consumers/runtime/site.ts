import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Site {
  origin: string;
  /** Replaces the script of the page. */
  publish(script: string): void;
  close(): void;
}

/** Starts a web server whose only page loads one script. Its origin differs from the API's. */
export async function startSite(): Promise<Site> {
  let script = '';
  const server = createServer(({ url }, response) => {
    const isScript = url === '/page.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    response.end(
      isScript ? script : '<!doctype html><script type="module" src="/page.js"></script>',
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    publish(next) {
      script = next;
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
