import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { onTestFinished } from 'vitest';
import { identityOf, type ProcessIdentity } from '../../src/process/process-identity.ts';

/** Occupies a loopback port (0: any free one) until the test ends. Returns the port. */
export async function listen(port: number): Promise<number> {
  const server = createServer((socket) => socket.destroy());
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** Starts a process that is no database, but has the folder in its command line. */
export async function unrelatedProcess(folder: string): Promise<ProcessIdentity> {
  const child = spawn('sh', ['-c', 'read -r _', folder], { stdio: ['pipe', 'ignore', 'ignore'] });
  await once(child, 'spawn');
  onTestFinished(() => void child.stdin.end());
  return identityOf(child.pid ?? 0);
}
