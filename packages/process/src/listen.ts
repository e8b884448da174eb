import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SettingsError } from '@frontrow/settings/settings';

/** Connections that wait to be taken: a crowd comes all at once. The system may allow fewer. */
const BACKLOG = 4_096;

export interface Address {
  host: string;
  port: number;
  /** The settings that it comes from, to be named when it cannot be had. */
  from: string;
}

/**
 * Listens, and returns at which URL.
 *
 * @throws SettingsError when the address is taken, or is none of this machine's
 */
export async function listen(server: Server, { host, port, from }: Address): Promise<string> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port, host, backlog: BACKLOG }, resolve);
    });
  } catch (error) {
    throw new SettingsError([`${from}: ${(error as Error).message}`]);
  }
  const { port: taken } = server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${taken}`;
}
