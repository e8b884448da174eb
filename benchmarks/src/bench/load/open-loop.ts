import { setTimeout as sleep } from 'node:timers/promises';
import { percentile } from '../../measure.ts';
import type { Latency } from '../scenario.ts';
import type { Connection } from './connection.ts';
import { AnswerCheck, type Expectation } from './expectation.ts';

export interface OpenLoad {
  connections: readonly Connection[];
  next(): Buffer;
  expected: Expectation;
  perSecond: number;
  seconds: number;
}

/** Before so many milliseconds the answers are not counted: connections and queues have to fill. */
const WARM_UP_MILLISECONDS = 300;

/**
 * Requests leave at times that are planned before, at random distances, whatever the server does. If all connections
 * wait for answers, the next request waits too, and its latency counts from its planned time. So a server that stops
 * for a moment is charged with all requests that came meanwhile (no coordinated omission).
 */
export async function openLoop(load: OpenLoad): Promise<Latency> {
  const { connections, next, expected, perSecond, seconds } = load;
  const check = new AnswerCheck(expected);
  const idle = [...connections];
  const planned: number[] = [];
  const took: number[] = [];
  const late: number[] = [];
  const start = performance.now();
  const end = start + WARM_UP_MILLISECONDS + seconds * 1000;
  let due = start;
  let running = 0;
  let head = 0;

  const send = async (connection: Connection, at: number) => {
    running++;
    try {
      check.note(await connection.ask(next()));
    } catch (error) {
      check.fail(String(error));
    }
    running--;
    if (at - start >= WARM_UP_MILLISECONDS) took.push(performance.now() - at);
    const waiting = planned[head];
    if (waiting === undefined) idle.push(connection);
    else {
      head++;
      void send(connection, waiting);
    }
  };

  while (performance.now() < end && check.unexpected.length === 0) {
    const now = performance.now();
    for (; due <= now; due += (-Math.log(1 - Math.random()) / perSecond) * 1000) {
      late.push(now - due);
      const connection = idle.pop();
      if (connection) void send(connection, due);
      else planned.push(due);
    }
    await sleep(Math.max(0, due - performance.now()));
  }
  const limit = performance.now() + 10_000;
  while (running > 0 && performance.now() < limit) await sleep(10);
  const [p50, p99, p999] = [0.5, 0.99, 0.999].map((share) => percentile(took, share));
  const { refused, unexpected } = check;
  return {
    ...{ p50: p50 ?? Number.NaN, p99: p99 ?? Number.NaN, p999: p999 ?? Number.NaN },
    ...{ sentLate: percentile(late, 0.99), perSecond, refused, unexpected },
  };
}
