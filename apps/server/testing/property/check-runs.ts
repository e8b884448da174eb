import fc from 'fast-check';
import { failureReport } from './failure-report.ts';

/** Vitest gives the environment to test files under this name. */
const { env } = import.meta as ImportMeta & { env: Record<string, string | undefined> };

export interface PropertyOptions {
  /** The path of the test file from the root of the repository, for the printed command. */
  file: string;
  /** The number of runs if FRONTROW_RUNS is not set. */
  runs: number;
  /** How long to look for a smaller run that fails too. 0: not at all. */
  shrinkSeconds: number;
}

/** The number of runs: FRONTROW_RUNS, or what the test has by default. */
export const runsOf = (byDefault: number): number => Number(env.FRONTROW_RUNS ?? byDefault);

/**
 * Generates runs and checks each of them. FRONTROW_RUNS sets their number. FC_SEED alone repeats the
 * same runs; FC_SEED and FC_PATH together repeat one run, as the report of a failure prints them.
 *
 * @throws Error with the cause, the command that repeats the run, and the run, in this order
 */
export async function checkRuns<Run>(
  { file, runs, shrinkSeconds }: PropertyOptions,
  arbitrary: fc.Arbitrary<Run>,
  check: (run: Run) => Promise<void>,
): Promise<void> {
  const { FC_SEED, FC_PATH } = env;
  const property = fc.asyncProperty(arbitrary, check);
  const numRuns = runsOf(runs);
  const seed = FC_SEED === undefined ? {} : { seed: Number(FC_SEED) };
  if (FC_PATH !== undefined) {
    if (FC_SEED === undefined) throw new Error('FC_PATH needs FC_SEED: copy both from the report');
    await repeat({ arbitrary, check, file, seed: Number(FC_SEED), path: FC_PATH });
    return;
  }
  const first = await fc.check(property, { ...seed, numRuns, endOnFailure: true });
  if (!first.failed) return;
  const { counterexamplePath: path } = first;
  // A second check, because fast-check counts the limit from the start of a check.
  const smallest =
    shrinkSeconds > 0 && path !== null
      ? await fc.check(property, {
          seed: first.seed,
          path,
          numRuns: 1,
          skipAllAfterTimeLimit: shrinkSeconds * 1000,
        })
      : first;
  // A run that does not fail again is still a failure.
  const { failed, counterexample, ...details } = smallest.failed ? smallest : first;
  throw failureReport({
    error: 'errorInstance' in details ? details.errorInstance : null,
    run: counterexample?.[0],
    repeatable: smallest.failed,
    seed: details.seed,
    path: details.counterexamplePath ?? '',
    file,
  });
}

interface Repetition<Run> {
  arbitrary: fc.Arbitrary<Run>;
  check: (run: Run) => Promise<void>;
  file: string;
  seed: number;
  path: string;
}

/** `fc.check` with a path would go on with the neighbours of a run that holds, without an end. */
async function repeat<Run>({ arbitrary, check, ...details }: Repetition<Run>): Promise<void> {
  const { seed, path } = details;
  // A property shrinks tuples of its arguments, so that its paths are paths of a tuple.
  const [sample] = fc.sample(fc.tuple(arbitrary), { seed, path, numRuns: 1 });
  if (!sample) throw new Error(`no run has the seed ${seed} and the path ${path}`);
  const [run] = sample;
  try {
    await check(run);
  } catch (error) {
    throw failureReport({ error, run, repeatable: true, ...details });
  }
}
