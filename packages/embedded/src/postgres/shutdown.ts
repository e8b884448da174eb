import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import {
  endInSteps,
  type ProcessMark,
  processesWith,
  signal,
  waitUntilGone,
} from '../process/process-identity.ts';

/** Fast: everybody is disconnected, everything written down. Then immediate. Then by force. */
const STEPS = [
  ['SIGINT', 30_000],
  ['SIGQUIT', 10_000],
  ['SIGKILL', 5_000],
] as const;
/** The others end by themselves when their postmaster is gone, the busy ones at their next look. */
const ORPHAN_MILLISECONDS = 1_000;

/** The processes of the Postgres that was started with this cluster name, which all of them carry. */
const postgresProcesses = (clusterName: string): ProcessMark[] =>
  processesWith((line) => /^(\S*\/)?postgres[: ]/.test(line) && line.includes(clusterName));

/** Ends a postmaster, if it runs, and whatever processes of its cluster are then left. */
export async function endPostgres(
  clusterName: string,
  postmaster: ProcessMark | undefined,
): Promise<void> {
  if (postmaster) await endInSteps(postmaster, STEPS);
  const end = Date.now() + ORPHAN_MILLISECONDS;
  for (const orphan of postgresProcesses(clusterName)) {
    if (await waitUntilGone(orphan, end - Date.now())) continue;
    signal(orphan, 'SIGKILL');
    await waitUntilGone(orphan, 5_000);
  }
}

/**
 * Ends what a killed starter left behind, and removes the lock file of a killed Postgres, whose
 * number may since be that of a process which has nothing to do with it. Only for the one starter
 * that has claimed the folder.
 */
export async function clearLeftovers(
  { dataDir, clusterName }: { dataDir: string; clusterName: string },
  recorded: ProcessMark | undefined,
): Promise<void> {
  const lock = join(dataDir, 'postmaster.pid');
  const pid = existsSync(lock) ? Number(readFileSync(lock, 'utf8').split('\n')[0]) : 0;
  const named = postgresProcesses(clusterName).find((running) => running.pid === pid);
  await endPostgres(clusterName, named ?? recorded);
  rmSync(lock, { force: true });
}
