import { AssertionError } from 'node:assert';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { StepFailure } from './step-failure.ts';

export interface RunFailure {
  error: unknown;
  run: unknown;
  /** False if the run held when it was played a second time. */
  repeatable: boolean;
  seed: number;
  path: string;
  file: string;
}

/**
 * The error of a failed run. Its message has the cause first, then the command that repeats the run,
 * then the run. Its stack is the one of the failed assertion, so that vitest shows that line.
 */
export function failureReport({ error, run, repeatable, seed, path, file }: RunFailure): Error {
  const command = `FC_SEED=${seed} FC_PATH=${path} npx -y pnpm@12 test ${file}`;
  const report = new Error(
    [
      causeOf(error),
      '',
      repeatable
        ? 'Repeat this run (the seed that vitest prints above only orders the test files):'
        : 'This run held when it was played again, so that it depends on timing. To try it once more:',
      `  ${command}`,
      '',
      'The run up to its failure:',
      fc.stringify(error instanceof StepFailure ? error.played : run).replaceAll('},{', '},\n  {'),
    ].join('\n'),
  );
  const frames = framesOf(rootOf(error));
  if (frames) report.stack = `${report.name}: ${report.message}\n${frames}`;
  return report;
}

/** The first lines of all messages from the step down to the assertion, then the difference. */
function causeOf(error: unknown): string {
  const messages: string[] = [];
  for (let next = error; next !== undefined && next !== null; next = nextCause(next)) {
    messages.push(next instanceof Error ? firstLine(next.message) : String(next));
  }
  return [...messages, ...difference(rootOf(error))].join('\n');
}

function difference(error: unknown): string[] {
  if (!(error instanceof Error && 'expected' in error && 'actual' in error)) return [];
  const { expected, actual } = error;
  const texts = [expected, actual].map((value) => inspect(value, { depth: 5 }));
  if (texts.every((text) => !text.includes('\n'))) {
    return [`  expected: ${texts[0]}`, `  received: ${texts[1]}`];
  }
  const { message } = new AssertionError({ actual, expected, operator: 'deepStrictEqual' });
  const [, ...lines] = message.split('\n');
  return lines.filter((line) => line !== '');
}

const nextCause = (error: unknown): unknown => (error instanceof Error ? error.cause : undefined);

function rootOf(error: unknown): unknown {
  const cause = nextCause(error);
  return cause === undefined || cause === null ? error : rootOf(cause);
}

const firstLine = (text: string): string => text.split('\n')[0] ?? '';

const framesOf = (error: unknown): string =>
  (error instanceof Error ? (error.stack ?? '') : '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n');
