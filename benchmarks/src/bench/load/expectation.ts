import type { Answer } from './connection.ts';

/** What every answer of a load has to be. */
export interface Expectation {
  status: number;
  /** The least and the greatest length of the body. */
  length: readonly [number, number];
  /** Asked for one in some answers. */
  body?: (text: string) => boolean;
}

/** A server that is asked for more than it can do refuses calls. These are no calls, and no fault of the server. */
export const isRefusal = (answer: Answer): boolean =>
  answer.status === 503 && answer.body().includes('"errorCode":"SERVICE_UNAVAILABLE"');

/** One in so many bodies is looked at. */
const SAMPLE = 101;
const MOST_SHOWN = 200;

/** Counts what is as expected, and keeps the first answers that are not. */
export class AnswerCheck {
  readonly #expected: Expectation;
  calls = 0;
  refused = 0;
  /** Refusals of a server that is asked for more than it can do. They are no calls, and no fault of the server. */
  refused = 0;
  readonly unexpected: string[] = [];

  constructor(expected: Expectation) {
    this.#expected = expected;
  }

  note(answer: Answer): void {
    if (isRefusal(answer)) {
      this.refused++;
      return;
    }
    if (answer.status === 503 && answer.body().includes('SERVICE_UNAVAILABLE')) {
      this.refused++;
      return;
    }
    const { status, length, body } = this.#expected;
    const fits =
      answer.status === status && answer.length >= length[0] && answer.length <= length[1];
    if (!fits || (body && this.calls % SAMPLE === 0 && !body(answer.body()))) {
      this.fail(`${answer.status}, ${answer.length} bytes: ${answer.body()}`);
    } else this.calls++;
  }

  fail(text: string): void {
    if (this.unexpected.length < 5) this.unexpected.push(text.slice(0, MOST_SHOWN));
  }
}

/** Bodies of the length of this answer, give or take so many bytes: numbers in it may have more or fewer digits. */
export const like = (answer: Answer, give = 0): Expectation => ({
  ...{ status: answer.status, length: [answer.length - give, answer.length + give] },
});
