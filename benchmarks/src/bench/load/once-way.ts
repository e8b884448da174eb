import type { Bench, Case, Sample } from '../scenario.ts';
import { askEach, askEachOnce } from './ask.ts';
import { closedLoop } from './closed-loop.ts';
import { AnswerCheck, like } from './expectation.ts';
import { timed } from './http-way.ts';
import { openLoop } from './open-loop.ts';
import { askOnce, type Target, type Targets, withConnections } from './target.ts';

export interface OnceCase {
  name: string;
  path: string;
  /** The requests of each run. Each can be made once. */
  batches: Buffer[][];
  /** Requests for the open loop, which is as short as they are few. */
  rest: Buffer[];
  /** How many bytes more or fewer than the first answer an answer may have. */
  give: number;
  body?: (text: string) => boolean;
}

/** The open loop begins with so many seconds that do not count. */
const WARM_UP_SECONDS = 0.3;

/** Calls that change something, so that each can be made once, with 256 in flight. The floor is node:http. */
export async function onceCase(bench: Bench, targets: Targets, given: OnceCase): Promise<Case> {
  const { server, floor } = targets;
  const { name, path, batches, give, body } = given;
  const [first = Buffer.alloc(0), ...rest] = given.rest;
  const answer = await askOnce(server, first);
  if (answer.status !== 200) throw new Error(`${name}: ${answer.status}: ${answer.body()}`);
  const expected = { ...like(answer, give), ...(body && { body }) };
  const run = (target: Target, requests: Buffer[]): Promise<Sample> =>
    withConnections(target, bench.inFlight, (connections) => {
      let at = 0;
      const check = new AnswerCheck(expected);
      const task = askEach(() => requests[at++] ?? null, check);
      return timed(bench, target, () =>
        closedLoop({ connections, task, check, milliseconds: bench.mostMilliseconds }),
      );
    });
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
        return run(floor, Array.from({ length: 4 }, () => batches[0] ?? []).flat());
      },
    },
    open: (perSecond) =>
      withConnections(server, bench.inFlight, (connections) => {
        const requests = [...rest];
        const check = new AnswerCheck(expected);
        const task = askEachOnce(() => requests.pop() ?? null, check);
        // Some are left over, since the distances are random.
        const most = (0.8 * rest.length) / perSecond - WARM_UP_SECONDS;
        const seconds = Math.min(bench.openSeconds, most);
        return openLoop({ connections, task, check, perSecond, seconds });
      }),
  };
}
