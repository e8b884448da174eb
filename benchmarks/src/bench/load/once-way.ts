import type { Bench, Case, Sample } from '../scenario.ts';
import { closedLoop } from './closed-loop.ts';
import type { Answer } from './connection.ts';
import { IN_FLIGHT } from './database-way.ts';
import type { Expectation } from './expectation.ts';
import { open, type Target, timed } from './http-way.ts';
import { openLoop } from './open-loop.ts';

export interface OnceCase {
  name: string;
  path: string;
  /** The requests of each run. Each can be made once. */
  batches: Buffer[][];
  /** Requests for the open loop; it is as short as they are few. */
  rest: Buffer[];
  expected: Expectation;
  /** An answer of the product, for the floor. */
  answer: Answer;
}

const LEAST_RATE = 1;

/** Calls that change something, so that each can be made once, with 256 in flight. The floor is node:http. */
export function onceCase(
  bench: Bench,
  {
    server,
    floor,
  }: {
    server: Target;
    floor: Target & { answerLike(path: string, answer: Answer): Promise<void> };
  },
  { name, path, batches, rest, expected, answer }: OnceCase,
): Case {
  const run = async (target: Target, requests: Buffer[]): Promise<Sample> => {
    const connections = open(target, IN_FLIGHT);
    let at = 0;
    const next = () => requests[at++] ?? null;
    try {
      return await timed(bench, target, () => closedLoop({ connections, next, expected }));
    } finally {
      for (const connection of connections) connection.close();
    }
  };
  const left = [...batches];
  return {
    name,
    async product() {
      const requests = left.shift();
      if (!requests) throw new Error('more runs than were prepared');
      return run(server, requests);
    },
    floor: {
      name: 'node:http',
      async run() {
        await floor.answerLike(path, answer);
        // The floor changes nothing: it may be asked for the same again.
        return run(floor, [...(batches[0] ?? []), ...(batches[0] ?? [])]);
      },
    },
    async open(perSecond) {
      const connections = open(server, IN_FLIGHT);
      const requests = [...rest];
      const rate = Math.max(LEAST_RATE, perSecond);
      // Some are left over, since the distances are random.
      const seconds = Math.min(bench.size(2.5, 0.7), (0.8 * rest.length) / rate - 0.3);
      const next = () => requests.pop() ?? null;
      try {
        return await openLoop({ connections, next, expected, perSecond: rate, seconds });
      } finally {
        for (const connection of connections) connection.close();
      }
    },
  };
}
