import { endInSteps, type ProcessMark, processesWith } from '../process/process-identity.ts';
import { isOn } from './command-line.ts';

/** In order, with everything written down; then by force, which the journal makes good. */
const STEPS = [
  ['SIGINT', 15_000],
  ['SIGKILL', 5_000],
] as const;

/** Ends a mongod, if it runs. */
export const endMongod = (mark: ProcessMark): Promise<void> => endInSteps(mark, STEPS);

/**
 * Ends what a killed starter left behind: the recorded one, or one that it had no time to record.
 * Only for the one starter that has claimed the folder.
 */
export async function clearLeftovers(
  dataDir: string,
  recorded: ProcessMark | undefined,
): Promise<void> {
  for (const mark of [...(recorded ? [recorded] : []), ...processesWith(isOn(dataDir))]) {
    await endMongod(mark);
  }
}
