import { type AddressInfo, createServer } from 'node:net';

const HIGHEST = 65_535;

/** The first port of that host, from this one on, on which nothing listens; 0 (any) if there is none. */
export async function firstFreePort(host: string, from: number): Promise<number> {
  for (let port = from; port <= HIGHEST; port++) if (await isFree(host, port)) return port;
  return 0;
}

const isFree = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ host, port }, () => probe.close(() => resolve(true)));
  });

/** A port of that host on which nothing listens. */
export const anyFreePort = (host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen({ host, port: 0 }, () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
