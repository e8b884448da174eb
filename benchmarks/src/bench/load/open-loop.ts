import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../../measure.ts';
import type { Latency } from '../scenario.ts';
import type { Task } from './closed-loop.ts';
import type { Connection } from './connection.ts';
import type { AnswerCheck } from './expectation.ts';

export interface OpenLoad {
  connections: readonly Connection[];
  task: Task;
  check: AnswerCheck;
  perSecond: number;
  seconds: number;
}

/** What is planned before so many milliseconds is not counted: connections and queues have to fill. */
const WARM_UP_MILLISECONDS = 300;
/** How long the last answers may take. */
const LAST_MILLISECONDS = 10_000;

/**
 * Tasks begin at times that are planned before, at random distances, whatever the server does. If all connections are
 * in use, the next task waits too, and its latency counts from its planned time. So a server that stops for a moment is
 * charged with all that came meanwhile (no coordinated omission).
 */
export async function openLoop(load: OpenLoad): Promise<Latency> {
  const { connections, task, check, perSecond, seconds } = load;
  const idle = [...connections];
  const planned: number[] = [];
  const took: number[] = [];
  const late: number[] = [];
  const start = performance.now();
  const end = start + WARM_UP_MILLISECONDS + seconds * 1000;
  let due = start;
  let running = 0;
  let head = 0;
  let isOver = false;

  const begin = async (connection: Connection, at: number) => {
    running++;
    const goesOn = await task(connection).catch((error: unknown) => check.fail(String(error)));
    running--;
    if (goesOn === false) isOver = true;
    else if (at - start >= WARM_UP_MILLISECONDS) took.push(performance.now() - at);
    const waiting = planned[head];
    if (waiting === undefined) return void idle.push(connection);
    head++;
    void begin(connection, waiting);
  };

  while (!isOver && performance.now() < end && check.unexpected.length === 0) {
    const now = performance.now();
    for (; due <= now; due += (-Math.log(1 - Math.random()) / perSecond) * 1000) {
      late.push(now - due);
      const connection = idle.pop();
      if (connection) void begin(connection, due);
      else planned.push(due);
    }
    await sleep(Math.max(0, due - performance.now()));
  }
  const limit = performance.now() + LAST_MILLISECONDS;
  while (running > 0 && performance.now() < limit) await sleep(10);
  return {
    ...percentilesOf(took),
    ...{ sentLate: percentile(late, 0.99), perSecond, refused: check.refused },
    unexpected: check.unexpected,
  };
}

/** The percentiles of the table. */
export function percentilesOf(took: number[]): Pick<Latency, 'p50' | 'p99' | 'p999'> {
  const [p50 = Number.NaN, p99 = Number.NaN, p999 = Number.NaN] = [0.5, 0.99, 0.999].map((share) =>
    percentile(took, share),
  );
  return { p50, p99, p999 };
}
