import fc from 'fast-check';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { checkRuns } from '../../testing/property/check-runs.ts';
import { StepFailure } from '../../testing/property/step-failure.ts';

const OPTIONS = { file: 'some.test.ts', runs: 100, shrinkSeconds: 10 };
const numbers = fc.array(fc.nat({ max: 1_000 }), { minLength: 3, maxLength: 20 });

beforeEach(() => {
  for (const name of ['FC_SEED', 'FC_PATH', 'FRONTROW_RUNS']) vi.stubEnv(name, undefined);
  return () => vi.unstubAllEnvs();
});

/** The runs that were made, and the message of the failure. */
async function failing(check: (run: number[]) => void, options = OPTIONS) {
  const runs: number[][] = [];
  const checked = checkRuns(options, numbers, async (run) => {
    runs.push(run);
    check(run);
  });
  const message = await checked.then(
    () => null,
    (error: Error) => error.message,
  );
  return { runs, message: message ?? '' };
}

const below500 = (run: number[]) => {
  expect(run.find((n) => n >= 500) ?? null, 'the first number of 500 or more').toBeNull();
};

/** Sets the variables of the printed command. */
function follow(message: string): void {
  const [, seed, path] = /FC_SEED=(\S+) FC_PATH=(\S+) /.exec(message) ?? [];
  vi.stubEnv('FC_SEED', seed);
  vi.stubEnv('FC_PATH', path);
}

describe('the report of a failed run', () => {
  test('has the cause with both values, the command, then the smallest run', async () => {
    const { message } = await failing(below500);
    expect(message.split('\n')).toEqual([
      expect.stringContaining('the first number of 500 or more'),
      '  expected: null',
      '  received: 500',
      '',
      expect.stringContaining('Repeat this run'),
      expect.stringMatching(/^ {2}FC_SEED=-?\d+ FC_PATH=[\d:]+ npx -y pnpm@12 test some.test.ts$/),
      '',
      'The run up to its failure:',
      expect.stringMatching(/^\[(0,)*500(,0)*\]$/),
    ]);
  });

  test('has a difference if the values are large, and the run up to the failed step', async () => {
    const value = (last: number) => Array.from({ length: 40 }, (_, n) => `${n} or ${last}`);
    const { message } = await failing((run) => {
      try {
        expect(value(1)).toEqual(value(2));
      } catch (error) {
        throw new StepFailure('steps[0] failed', run.slice(0, 1), error);
      }
    });
    expect(message).toMatch(/^steps\[0\] failed\nexpected .*\n\+ actual - expected\n/);
    expect(message).toMatch(/The run up to its failure:\n\[\d+\]$/);
  });

  test('says so if the run does not fail again', async () => {
    let calls = 0;
    const { message } = await failing(() => {
      if (++calls === 3) throw new Error('only once');
    });
    expect(message).toMatch(/^only once\n\nThis run held when it was played again/);
  });
});

describe('FC_SEED and FC_PATH', () => {
  test('repeat the reported run and no other', async () => {
    const first = await failing(below500);
    follow(first.message);
    const again = await failing(below500);
    expect(again.runs).toHaveLength(1);
    expect(again.message).toBe(first.message);
  });

  test('repeat the run without shrinking as well', async () => {
    const first = await failing(below500, { ...OPTIONS, shrinkSeconds: 0 });
    follow(first.message);
    const again = await failing(below500, { ...OPTIONS, shrinkSeconds: 0 });
    expect(again.runs).toEqual([first.runs.at(-1)]);
  });

  test('a run that holds by now passes and is the only one', async () => {
    follow((await failing(below500)).message);
    const { runs, message } = await failing(() => {});
    expect(message).toBe('');
    expect(runs).toHaveLength(1);
  });

  test('FC_SEED alone repeats all runs', async () => {
    vi.stubEnv('FC_SEED', '7');
    vi.stubEnv('FRONTROW_RUNS', '5');
    const first = await failing(() => {});
    expect(first.runs).toHaveLength(5);
    expect((await failing(() => {})).runs).toEqual(first.runs);
  });

  test('FC_PATH alone is refused', async () => {
    vi.stubEnv('FC_PATH', '3:0');
    expect((await failing(() => {})).message).toContain('FC_PATH needs FC_SEED');
  });
});
