import fc from 'fast-check';

/** The environment, which vitest hands to test files under this name. */
const { env } = import.meta as ImportMeta & { env: Record<string, string | undefined> };

export interface Replayable {
  /** The test file, from the root of the repository. */
  file: string;
  /** How many runs, unless FRONTROW_RUNS says so. */
  runs: number;
  /** How long it looks for a smaller run that fails as well. */
  shrinkSeconds: number;
}

/**
 * Checks that every run holds. A failure prints its seed and path, the run, and the command that does
 * it again: FC_SEED alone makes all of the same runs, with FC_PATH only the one that failed.
 */
export async function holds<Run>(
  { file, runs, shrinkSeconds }: Replayable,
  arbitrary: fc.Arbitrary<Run>,
  check: (run: Run) => Promise<void>,
): Promise<void> {
  const { FC_SEED, FC_PATH, FRONTROW_RUNS } = env;
  let shrinkingEnds = Number.POSITIVE_INFINITY;
  let made = 0;
  const property = fc.asyncProperty(arbitrary, async (run) => {
    // What is not tried counts as held, so that the smallest failure so far is the one reported.
    if (performance.now() > shrinkingEnds) return;
    // Where the run that is done again holds by now, the ones beside it would follow, without an end.
    if (FC_PATH !== undefined && ++made > 1) return;
    try {
      await check(run);
    } catch (error) {
      shrinkingEnds = Math.min(shrinkingEnds, performance.now() + shrinkSeconds * 1000);
      throw error;
    }
  });
  const details = await fc.check(property, {
    numRuns: Number(FRONTROW_RUNS ?? runs),
    ...(FC_SEED === undefined ? {} : { seed: Number(FC_SEED) }),
    ...(FC_PATH === undefined ? {} : { path: FC_PATH }),
    endOnFailure: FC_PATH !== undefined || shrinkSeconds === 0,
  });
  if (!details.failed) return;
  const { seed, counterexamplePath: path } = details;
  const report = await fc.asyncDefaultReportMessage(details);
  const command = `FC_SEED=${seed} FC_PATH=${path} npx -y pnpm@12 test ${file}`;
  const message = `${report}\n\nThis run again: ${command}`;
  throw new Error(message, { cause: 'errorInstance' in details ? details.errorInstance : null });
}
