import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';

const TABLES = ['/proc/net/tcp', '/proc/net/tcp6'];
/** Local and remote port, and the bytes that the peer has not acknowledged; all hexadecimal. */
const CONNECTION = /^ *\d+: [0-9A-F]+:([0-9A-F]{4}) [0-9A-F]+:([0-9A-F]{4}) 01 ([0-9A-F]{8}):/gm;

/** Looks up the bytes of a connection that its peer has not acknowledged; 0 where that is not known. */
export type KernelQueues = (socket: Socket) => number;

/**
 * Reads how much the kernel still has to deliver on each TCP connection. Only Linux tells.
 *
 * Node sees a connection drain in steps of a third of the kernel's buffer. That buffer grows to 4 MB, so a
 * reader of 20 KB a second shows no progress to Node for a minute (measured on loopback), but it does here.
 */
export async function readKernelQueues(): Promise<KernelQueues> {
  const queues = new Map<string, number>();
  for (const table of TABLES) {
    const text = await readFile(table, 'latin1').catch(() => '');
    for (const [, local, remote, bytes = '0'] of text.matchAll(CONNECTION)) {
      const key = `${local}:${remote}`;
      // Two peers may use the same port: any progress of the two then counts for both.
      queues.set(key, (queues.get(key) ?? 0) + Number.parseInt(bytes, 16));
    }
  }
  return ({ localPort = 0, remotePort = 0 }) =>
    queues.get(`${hexOf(localPort)}:${hexOf(remotePort)}`) ?? 0;
}

const hexOf = (port: number): string => port.toString(16).toUpperCase().padStart(4, '0');
