import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { onTestFinished } from 'vitest';
import { markOf, type ProcessMark } from '../../src/process/process-identity.ts';

/** Listens on a port of loopback (0: any), as another program might, until the test ends. */
export async function listen(port: number): Promise<number> {
  const server = createServer((socket) => socket.destroy());
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

/** A process that has nothing to do with Postgres, though its command line names the folder. */
export async function unrelatedProcess(folder: string): Promise<ProcessMark> {
  const child = spawn('sh', ['-c', 'read -r _', folder], { stdio: ['pipe', 'ignore', 'ignore'] });
  await once(child, 'spawn');
  onTestFinished(() => void child.stdin.end());
  return markOf(child.pid ?? 0);
}
