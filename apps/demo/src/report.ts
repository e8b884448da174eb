import type { ErrorCode, ErrorDetails } from '@frontrow/contract/error-codes';
import { apiErrorOf, formatError, hasCode } from './api-error.ts';

export type Tone = 'bold' | 'dim' | 'green' | 'yellow' | 'red';

/** Whether a result is the expected one, and a description of it. */
export interface CheckResult {
  ok: boolean;
  text: string;
}

export interface ExpectedError<Code extends ErrorCode> {
  code: Code;
  /** Checks the error's details. */
  check?: (details: ErrorDetails<Code>) => CheckResult;
}

/** Prints one line per step and counts the expected and unexpected results. */
export interface Report {
  title(text: string): void;
  note(text: string): void;
  /**
   * Makes a call that should succeed, and checks its answer.
   *
   * @throws StepFailed when the call fails, because the next steps need its answer
   */
  expectAnswer<Answer>(
    step: string,
    call: () => Promise<Answer>,
    check: (answer: Answer) => CheckResult,
  ): Promise<Answer>;
  /** Makes a call that should fail with this error code. */
  expectError<Code extends ErrorCode>(
    step: string,
    call: () => Promise<unknown>,
    expected: ExpectedError<Code>,
  ): Promise<void>;
  /** Counts an error of a call that is not a step itself. */
  unexpectedError(error: unknown): void;
  /** Prints the counts and returns the number of unexpected results. */
  finish(): number;
}

/** Thrown after the failed step has been printed. */
export class StepFailed extends Error {}

const STEP_WIDTH = 49;

export function createReport({
  print,
  paint,
}: {
  print: (line: string) => void;
  paint: (tone: Tone, text: string) => string;
}): Report {
  let expectedCount = 0;
  let unexpectedCount = 0;

  const printStep = (tone: Tone, step: string, { ok, text }: CheckResult) => {
    if (ok) expectedCount++;
    else unexpectedCount++;
    const mark = ok ? paint('green', '✓') : paint('red', '✗');
    print(`  ${mark} ${step.padEnd(STEP_WIDTH)} ${paint(ok ? tone : 'red', text)}`);
  };
  const printChecked = (tone: Tone, step: string, { ok, text }: CheckResult) =>
    printStep(tone, step, { ok, text: ok ? text : `not as expected: ${text}` });
  const printUnexpected = (step: string, text: string) =>
    printStep('red', step, { ok: false, text });

  return {
    title: (text) => print(`\n${paint('bold', text)}`),
    note: (text) => print(paint('dim', `    ${text}`)),

    async expectAnswer(step, call, check) {
      const answer = await call().catch((error: unknown) => {
        printUnexpected(step, `expected an answer, got ${formatError(error)}`);
        throw new StepFailed();
      });
      printChecked('green', step, check(answer));
      return answer;
    },

    async expectError(step, call, { code, check }) {
      try {
        const answer = await call();
        printUnexpected(step, `expected ${code}, got the answer ${JSON.stringify(answer)}`);
      } catch (error) {
        const apiError = apiErrorOf(error);
        if (!apiError || !hasCode(apiError, code)) {
          return printUnexpected(step, `expected ${code}, got ${formatError(error)}`);
        }
        const { ok, text } = check?.(apiError.details) ?? { ok: true, text: apiError.message };
        printChecked('yellow', step, { ok, text: `${code}: ${text}` });
      }
    },

    unexpectedError: (error) => printUnexpected('(between two steps)', formatError(error)),

    finish() {
      const counts = `${expectedCount} steps as the diagrams say, ${unexpectedCount} otherwise`;
      print(`\n${paint(unexpectedCount === 0 ? 'green' : 'red', counts)}`);
      return unexpectedCount;
    },
  };
}
