import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { env, execPath } from 'node:process';

const START = join(import.meta.dirname, '../../apps/local/src/main.ts');

export interface Product {
  /** The address of the pages. */
  url: string;
  stop(): Promise<void>;
}

/**
 * Starts the product as `start` does, on free ports, with the demo's concerts.
 *
 * @throws if it ends before it runs; the error has its output
 */
export async function startProduct(dataFolder: string): Promise<Product> {
  const child = spawn(execPath, [START], {
    env: {
      ...env,
      ...{ NODE_ENV: 'development', FRONTROW_DATA: dataFolder, RATE_LIMIT: 'off' },
      ...{ PORT: '0', STOREFRONT_PORT: '0', WORKER_PORT: '0' },
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // Also when this process is told to end.
  process.once('exit', () => child.kill());
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        output += chunk;
        const found = /storefront +(http\S+)/.exec(output)?.[1];
        if (found && output.includes('Ctrl-C')) resolve(found);
      });
    }
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`the product does not start:\n${output}`)));
  });
  return {
    url,
    async stop() {
      if (child.exitCode !== null) return;
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

/** A port that nobody uses now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
