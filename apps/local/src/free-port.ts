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

export interface ReservedPort {
  port: number;
  /** Frees it for the process that is to listen there. */
  release(): Promise<void>;
}

/** Keeps a port from others until it is released; 0: any that is free. It does not keep this process alive. */
export const reservePort = (host: string, port: number): Promise<ReservedPort> =>
  new Promise((resolve, reject) => {
    const keeper = createServer((socket) => socket.destroy()).unref();
    keeper.once('error', reject);
    keeper.listen({ host, port }, () =>
      resolve({
        port: (keeper.address() as AddressInfo).port,
        release: () => new Promise((released) => keeper.close(() => released())),
      }),
    );
  });
