import type { ServerProcess } from '../../server-process.ts';
import type { HttpFloor } from '../floors/http-floor.ts';
import type { Bench } from '../scenario.ts';
import { type Answer, Connection } from './connection.ts';

/** Where requests go: the product's server or the floor. */
export interface Target {
  port: number;
  pid: number;
}

export interface Targets {
  server: Target;
  floor: HttpFloor;
}

/** Starts a server and a floor beside it. */
export async function startTargets(bench: Bench): Promise<Targets & { process: ServerProcess }> {
  const process = await bench.startServer();
  const floor = await bench.startHttpFloor();
  const server = { port: Number(new URL(process.url).port), pid: process.pid };
  return { server, floor, process };
}

/** One answer, on a connection of its own. */
export const askOnce = (target: Target, request: Buffer): Promise<Answer> =>
  withConnections(target, 1, async ([connection]) => {
    if (!connection) throw new Error('there is no connection');
    return connection.ask(request);
  });

/** Closes the connections when the work is done. They are opened by their first request. */
export async function withConnections<Result>(
  { port }: Target,
  count: number,
  work: (connections: Connection[]) => Promise<Result>,
): Promise<Result> {
  const connections = Array.from({ length: count }, () => new Connection(port));
  try {
    return await work(connections);
  } finally {
    for (const connection of connections) connection.close();
  }
}
