import { microsecondsOf } from '../processor-time.ts';
import type { Bench, Case, Latency, Sample } from '../scenario.ts';
import { askEach, askEachOnce } from './ask.ts';
import { closedLoop, type LoadResult } from './closed-loop.ts';
import type { Answer } from './connection.ts';
import { AnswerCheck, like } from './expectation.ts';
import { openLoop } from './open-loop.ts';
import { askOnce, type Target, type Targets, withConnections } from './target.ts';

export interface HttpCase {
  name: string;
  /** Each request as bytes, in turn. */
  requests: readonly Buffer[];
  /** The path without its query, by which the floor finds the answer. */
  path: string;
  /** How many bytes more or fewer than the first answer an answer of the product may have. */
  give?: number;
  body?: (text: string) => boolean;
  /** The most milliseconds for each request once before the rounds; not asked unless given. */
  first?: number;
  /** 200 unless given. */
  status?: number;
  bar?: number;
}

/** As many as keep both processes busy; a browser has up to six. */
const CONNECTIONS = 64;
const OPEN_LOOP_CONNECTIONS = 256;
/** Before the rounds: a server that has just started runs code that is not compiled for speed yet. */
const WARM_UP_MILLISECONDS = { product: 2_000, floor: 500 };

/** Calls that may be repeated as often as wanted, on the product and on a floor that answers with the same bytes. */
export async function httpCase(bench: Bench, targets: Targets, given: HttpCase): Promise<Case> {
  const { server, floor } = targets;
  const { name, requests, path, first, bar } = given;
  const answer = await firstAnswer(server, given);
  const { give = 0, body } = given;
  const expected = { ...like(answer, give), ...(body && { body }) };
  let at = 0;
  const next = () => requests[at++ % requests.length] ?? Buffer.alloc(0);
  const run = (target: Target): Promise<Sample> =>
    withConnections(target, CONNECTIONS, (connections) => {
      const check = new AnswerCheck(expected);
      const task = askEach(next, check);
      const milliseconds = bench.sampleMilliseconds;
      return timed(bench, target, () => closedLoop({ connections, task, check, milliseconds }));
    });
  const warmUp = (target: Target, give: () => Buffer | null, milliseconds: number) => {
    const check = new AnswerCheck(expected);
    const task = askEach(give, check);
    return withConnections(target, CONNECTIONS, (connections) =>
      closedLoop({ connections, task, check, milliseconds }),
    );
  };
  const left = first === undefined ? [] : [...requests];
  await warmUp(server, () => left.pop() ?? null, first ?? 0);
  await floor.answerLike(path, answer);
  await warmUp(server, next, bench.size(WARM_UP_MILLISECONDS.product, 100));
  await warmUp(floor, next, bench.size(WARM_UP_MILLISECONDS.floor, 100));
  return {
    name,
    product: () => run(server),
    floor: {
      name: 'node:http',
      async run() {
        await floor.answerLike(path, answer);
        return run(floor);
      },
    },
    open: (perSecond): Promise<Latency> =>
      withConnections(server, OPEN_LOOP_CONNECTIONS, (connections) => {
        const check = new AnswerCheck(expected);
        const task = askEachOnce(next, check);
        return openLoop({ connections, task, check, perSecond, seconds: bench.openSeconds });
      }),
    ...(bar !== undefined && { bar }),
  };
}

async function firstAnswer(server: Target, given: HttpCase): Promise<Answer> {
  const { name, requests, body, status = 200 } = given;
  const answer = await askOnce(server, requests[0] ?? Buffer.alloc(0));
  const text = answer.body();
  if (answer.status !== status || (body && !body(text))) {
    throw new Error(`${name}: the product answers ${answer.status}: ${text.slice(0, 300)}`);
  }
  return answer;
}

/** Runs a load and adds the processor time that it took. */
export async function timed(
  { database }: { database: Pick<Bench['database'], 'postgresMicroseconds'> },
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
