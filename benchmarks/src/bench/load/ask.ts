import { setTimeout as sleep } from 'node:timers/promises';
import type { Task } from './closed-loop.ts';
import type { Answer, Connection } from './connection.ts';
import { type AnswerCheck, isRefusal } from './expectation.ts';

/** How long a client waits before it repeats what was refused. */
const REPEAT_MILLISECONDS = 100;

/** The answer, once it is no refusal; each refusal is counted. */
export async function persist(
  connection: Connection,
  request: Buffer,
  check: AnswerCheck,
): Promise<Answer> {
  for (;;) {
    const answer = await connection.ask(request);
    if (!isRefusal(answer)) return answer;
    check.refused++;
    await sleep(REPEAT_MILLISECONDS);
  }
}

/** Asks for what `next` gives, and repeats what was refused. */
export const askEach =
  (next: () => Buffer | null, check: AnswerCheck): Task =>
  async (connection) => {
    const request = next();
    if (!request) return false;
    check.note(await persist(connection, request, check));
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
