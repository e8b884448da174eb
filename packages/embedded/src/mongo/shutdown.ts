import type { ProcessIdentity } from '../process/process-identity.ts';
import { findProcesses } from '../process/process-list.ts';
import { type StopStep, stopProcess } from '../process/signals.ts';
import { runsOn } from './command-line.ts';

/** An orderly shutdown with a checkpoint; then a kill, after which the journal restores all writes. */
const STOP_STEPS: StopStep[] = [
  ['SIGINT', 15_000],
  ['SIGKILL', 5_000],
];

/** Stops a mongod, if it runs. */
export const stopMongod = (mongod: ProcessIdentity): Promise<void> =>
  stopProcess(mongod, STOP_STEPS);

/**
 * Stops what a killed process left running: the recorded mongod, and any other on the same data, which
 * was not recorded yet. Call it only with the lock of the data folder.
 */
export async function stopLeftovers(
  dataDir: string,
  recorded: ProcessIdentity | undefined,
): Promise<void> {
  for (const mongod of [...(recorded ? [recorded] : []), ...findProcesses(runsOn(dataDir))]) {
    await stopMongod(mongod);
  }
}
