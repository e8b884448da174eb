import { setTimeout as sleep } from 'node:timers/promises';
import type { Task } from './closed-loop.ts';
import type { Answer, Connection } from './connection.ts';
import { type AnswerCheck, isRefusal } from './expectation.ts';

/** As the server asks, and up to half as long again, as the SDK does: who repeats at once makes the overload. */
const pauseOf = (answer: Answer): number =>
  Number(/"retryAfterSeconds":(\d+)/.exec(answer.body())?.[1] ?? 1) *
  1000 *
  (1 + Math.random() / 2);

/** How often a call is repeated that is refused again and again. */
const MOST_TRIES = 6;

/** The answer, once it is no refusal; each refusal is counted. Null if it was refused too often. */
export async function persist(
  connection: Connection,
  request: Buffer,
  check: AnswerCheck,
): Promise<Answer | null> {
  for (let tries = 1; ; tries++) {
    const answer = await connection.ask(request);
    if (!isRefusal(answer)) return answer;
    check.refused++;
    if (tries === MOST_TRIES) return null;
    await sleep(pauseOf(answer));
  }
}

/** Asks for what `next` gives, and repeats what was refused. */
export const askEach =
  (next: () => Buffer | null, check: AnswerCheck): Task =>
  async (connection) => {
    const request = next();
    if (!request) return false;
    const answer = await persist(connection, request, check);
    if (answer) check.note(answer);
    return true;
  };

/** The same, where the next request is due whatever became of this one: nothing is repeated. */
export const askEachOnce =
  (next: () => Buffer | null, check: AnswerCheck): Task =>
  async (connection) => {
    const request = next();
    if (!request) return false;
    const answer = await connection.ask(request);
    if (isRefusal(answer)) check.refused++;
    else check.note(answer);
    return true;
  };
