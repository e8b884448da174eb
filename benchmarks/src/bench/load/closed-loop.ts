import { setTimeout as sleep } from 'node:timers/promises';
import type { Connection } from './connection.ts';
import { AnswerCheck, type Expectation, isRefusal } from './expectation.ts';

export interface ClosedLoad {
  connections: readonly Connection[];
  next(): Buffer | null;
  expected: Expectation;
  /** Ends then, or when `next` gives no more. */
  milliseconds?: number;
}

export interface LoadResult {
  calls: number;
  seconds: number;
  refused: number;
  unexpected: string[];
}

/** How long a client waits before it repeats what was refused. */
const REPEAT_MILLISECONDS = 100;

/** Each connection sends its next request when it has the answer to the one before: as many calls as can be answered. */
export async function closedLoop(load: ClosedLoad): Promise<LoadResult> {
  const { connections, next, expected, milliseconds = Number.POSITIVE_INFINITY } = load;
  const check = new AnswerCheck(expected);
  const start = performance.now();
  const end = start + milliseconds;
  const ask = async (connection: Connection, request: Buffer) => {
    for (;;) {
      const answer = await connection.ask(request);
      check.note(answer);
      if (!isRefusal(answer)) return;
      await sleep(REPEAT_MILLISECONDS);
    }
  };
  const work = async (connection: Connection) => {
    while (performance.now() < end && check.unexpected.length === 0) {
      const request = next();
      if (!request) return;
      await ask(connection, request).catch((error: unknown) => check.fail(String(error)));
    }
  };
  await Promise.all(connections.map(work));
  const seconds = (performance.now() - start) / 1000;
  const { calls, refused, unexpected } = check;
  return { calls, seconds, refused, unexpected };
}
