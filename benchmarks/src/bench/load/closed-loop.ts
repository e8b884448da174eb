import type { Connection } from './connection.ts';
import type { AnswerCheck } from './expectation.ts';

/** One unit of a load on one connection. Returns false if there is nothing left to ask. */
export type Task = (connection: Connection) => Promise<boolean>;

export interface ClosedLoad {
  connections: readonly Connection[];
  task: Task;
  /** Counts what the task notes. */
  check: AnswerCheck;
  /** Ends then, or when nothing is left. */
  milliseconds?: number;
}

export interface LoadResult {
  calls: number;
  seconds: number;
  refused: number;
  unexpected: string[];
}

/** Each connection begins its next task when the one before has ended: as many calls as can be answered. */
export async function closedLoop(load: ClosedLoad): Promise<LoadResult> {
  const { connections, task, check, milliseconds = Number.POSITIVE_INFINITY } = load;
  const start = performance.now();
  const end = start + milliseconds;
  const work = async (connection: Connection) => {
    while (performance.now() < end && check.unexpected.length === 0) {
      const goesOn = await task(connection).catch((error: unknown) => check.fail(String(error)));
      if (goesOn === false) return;
    }
  };
  await Promise.all(connections.map(work));
  const seconds = (performance.now() - start) / 1000;
  const { calls, refused, unexpected } = check;
  return { calls, seconds, refused, unexpected };
}
