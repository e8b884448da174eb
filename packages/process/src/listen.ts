import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SettingsError } from '@frontrow/settings/settings';

/** The length of the accept queue. Many users connect in the same second; the system may allow fewer. */
const BACKLOG = 4_096;

export interface Address {
  host: string;
  port: number;
  /** The names of the settings it comes from, for the error message. */
  from: string;
  /** Whether other processes may listen there too: the system then gives each connection to one of them. */
  shared?: boolean;
}

/**
 * Makes the server listen, and returns its URL.
 *
 * @throws SettingsError when the address is in use or does not belong to this machine
 */
export async function listen(
  server: Server,
  { host, port, from, shared = false }: Address,
): Promise<string> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port, host, backlog: BACKLOG, reusePort: shared }, resolve);
    });
  } catch (error) {
    throw new SettingsError([`${from}: ${(error as Error).message}`]);
  }
  const { port: actualPort } = server.address() as AddressInfo;
  return `http://${host.includes(':') ? `[${host}]` : host}:${actualPort}`;
}
