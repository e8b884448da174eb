import { setTimeout as sleep } from 'node:timers/promises';

/** Much longer than anything takes: reaching this limit is a failure, not slowness. */
const TIMEOUT_MILLISECONDS = 30_000;

export type Present<Answer> = Exclude<Answer, null | undefined | false>;

/**
 * Polls every 50 ms until the answer is neither null, undefined nor false, and returns it.
 *
 * @throws an error that names `what` was waited for, after 30 seconds by default
 */
export async function until<Answer>(
  what: string,
  ask: () => Answer | Promise<Answer>,
  milliseconds = TIMEOUT_MILLISECONDS,
): Promise<Present<Answer>> {
  for (const deadline = Date.now() + milliseconds; ; await sleep(50)) {
    const answer = await ask();
    if (answer !== null && answer !== undefined && answer !== false) {
      return answer as Present<Answer>;
    }
    if (Date.now() > deadline) throw new Error(`waited ${milliseconds} ms in vain: ${what}`);
  }
}
