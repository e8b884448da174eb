import { microsecondsOf } from '../processor-time.ts';
import type { Bench, Case, Latency, Sample } from '../scenario.ts';
import { closedLoop, type LoadResult } from './closed-loop.ts';
import { type Answer, Connection } from './connection.ts';
import { like } from './expectation.ts';
import { openLoop } from './open-loop.ts';

/** Where requests go: the product's server or the floor. */
export interface Target {
  port: number;
  pid: number;
}

export interface HttpCase {
  name: string;
  /** Each request as bytes, in turn. */
  requests: readonly Buffer[];
  /** The path without its query, by which the floor finds the answer. */
  path: string;
  /** How many bytes more or fewer than the first answer an answer of the product may have. */
  give?: number;
  body?: (text: string) => boolean;
  /** 200 unless given. */
  status?: number;
  bar?: number;
}

/** As many as keep both processes busy; a browser has up to six. */
const CONNECTIONS = 64;
const OPEN_LOOP_CONNECTIONS = 256;

export const portOf = (url: string): number => Number(new URL(url).port);

/** One answer, on a connection of its own. */
export async function askOnce(port: number, request: Buffer): Promise<Answer> {
  const connection = new Connection(port);
  try {
    return await connection.ask(request);
  } finally {
    connection.close();
  }
}

/** Calls that may be repeated as often as wanted, on the product and on a floor that answers with the same bytes. */
export async function httpCase(
  bench: Bench,
  targets: {
    server: Target;
    floor: Target & { answerLike(path: string, answer: Answer): Promise<void> };
  },
  { name, requests, path, give = 0, body, bar, status = 200 }: HttpCase,
): Promise<Case> {
  const { server, floor } = targets;
  const answer = await askOnce(server.port, requests[0] ?? Buffer.alloc(0));
  const expected = { ...like(answer, give), ...(body && { body }) };
  if (answer.status !== status || (body && !body(answer.body()))) {
    throw new Error(
      `${name}: the product answers ${answer.status}: ${answer.body().slice(0, 300)}`,
    );
  }
  let at = 0;
  const next = () => requests[at++ % requests.length] ?? Buffer.alloc(0);
  const run = (target: Target, milliseconds: number) => async (): Promise<Sample> => {
    const connections = open(target, CONNECTIONS);
    try {
      return await timed(bench, target, () =>
        closedLoop({ connections, next, expected, milliseconds }),
      );
    } finally {
      for (const connection of connections) connection.close();
    }
  };
  return {
    name,
    product: run(server, bench.sampleMilliseconds),
    floor: {
      name: 'node:http',
      async run() {
        await floor.answerLike(path, answer);
        return run(floor, bench.sampleMilliseconds)();
      },
    },
    async open(perSecond: number): Promise<Latency> {
      const connections = open(server, OPEN_LOOP_CONNECTIONS);
      const seconds = bench.size(2.5, 0.7);
      try {
        return await openLoop({ connections, next, expected, perSecond, seconds });
      } finally {
        for (const connection of connections) connection.close();
      }
    },
    ...(bar !== undefined && { bar }),
  };
}

export const open = ({ port }: Target, count: number): Connection[] =>
  Array.from({ length: count }, () => new Connection(port));

/** Runs a load and adds the processor time that it took. */
export async function timed(
  { database }: Pick<Bench, 'database'>,
  { pid }: Pick<Target, 'pid'>,
  load: () => Promise<LoadResult>,
): Promise<Sample> {
  const before = { server: microsecondsOf(pid), postgres: database.postgresMicroseconds() };
  const result = await load();
  return {
    ...result,
    server: microsecondsOf(pid) - before.server,
    postgres: database.postgresMicroseconds() - before.postgres,
  };
}
