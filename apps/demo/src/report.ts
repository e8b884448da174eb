import type { ErrorCode, ErrorDetails } from '@frontrow/contract/error-codes';
import { inOneLine, isRefusal, refusalIn } from './refusal.ts';

export type Tone = 'bold' | 'dim' | 'green' | 'yellow' | 'red';

/** Whether an outcome is the expected one, and what it was in words. */
export interface Verdict {
  ok: boolean;
  words: string;
}

export interface ExpectedRefusal<Code extends ErrorCode> {
  code: Code;
  /** Judges the details, where the code carries any. */
  judge?: (details: ErrorDetails<Code>) => Verdict;
}

/** Prints one line a step, and counts. */
export interface Journal {
  title(text: string): void;
  note(text: string): void;
  /**
   * A call that should be answered, and its answer judged.
   *
   * @throws CutShort when there is no answer to go on with
   */
  answered<Answer>(
    asked: string,
    call: () => Promise<Answer>,
    judge: (answer: Answer) => Verdict,
  ): Promise<Answer>;
  /** A call that should be refused with this code. */
  refused<Code extends ErrorCode>(
    asked: string,
    call: () => Promise<unknown>,
    expected: ExpectedRefusal<Code>,
  ): Promise<void>;
  /** Something that was to be done between two steps failed. */
  broke(error: unknown): void;
  /** Prints the count; returns how many steps were not as expected. */
  close(): number;
}

/** Thrown after the step that failed has been printed. */
export class CutShort extends Error {}

const ASKED_WIDTH = 49;

export function createJournal({
  say,
  paint,
}: {
  say: (line: string) => void;
  paint: (tone: Tone, text: string) => string;
}): Journal {
  let expected = 0;
  let otherwise = 0;

  const line = (tone: Tone, asked: string, { ok, words }: Verdict) => {
    if (ok) expected++;
    else otherwise++;
    const mark = ok ? paint('green', '✓') : paint('red', '✗');
    say(`  ${mark} ${asked.padEnd(ASKED_WIDTH)} ${paint(ok ? tone : 'red', words)}`);
  };
  const judged = (tone: Tone, asked: string, { ok, words }: Verdict) =>
    line(tone, asked, { ok, words: ok ? words : `not as expected: ${words}` });
  const unexpected = (asked: string, words: string) => line('red', asked, { ok: false, words });

  return {
    title: (text) => say(`\n${paint('bold', text)}`),
    note: (text) => say(paint('dim', `    ${text}`)),

    async answered(asked, call, judge) {
      const answer = await call().catch((error: unknown) => {
        unexpected(asked, `expected an answer, got ${inOneLine(error)}`);
        throw new CutShort();
      });
      judged('green', asked, judge(answer));
      return answer;
    },

    async refused(asked, call, { code, judge }) {
      try {
        const answer = await call();
        return unexpected(asked, `expected ${code}, got the answer ${JSON.stringify(answer)}`);
      } catch (error) {
        const refusal = refusalIn(error);
        if (!refusal || !isRefusal(refusal, code)) {
          return unexpected(asked, `expected ${code}, got ${inOneLine(error)}`);
        }
        const { ok, words } = judge?.(refusal.details) ?? { ok: true, words: refusal.message };
        judged('yellow', asked, { ok, words: `${code}: ${words}` });
      }
    },

    broke: (error) => unexpected('(between two steps)', inOneLine(error)),

    close() {
      const count = `${expected} steps as the diagrams say, ${otherwise} otherwise`;
      say(`\n${paint(otherwise === 0 ? 'green' : 'red', count)}`);
      return otherwise;
    },
  };
}
