import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type ProcessIdentity, waitUntilGone } from '../process/process-identity.ts';
import { findProcesses } from '../process/process-list.ts';
import { type StopStep, sendSignal, stopProcess } from '../process/signals.ts';

/** Fast shutdown (disconnects all clients, writes a checkpoint), immediate shutdown, then kill. */
const STOP_STEPS: StopStep[] = [
  ['SIGINT', 30_000],
  ['SIGQUIT', 10_000],
  ['SIGKILL', 5_000],
];
/** Child processes end by themselves when their postmaster is gone; a busy one may not notice. */
const ORPHAN_MILLISECONDS = 1_000;

/** All processes of a cluster: each has the cluster name in its title. */
const clusterProcesses = (clusterName: string): ProcessIdentity[] =>
  findProcesses((line) => /^(\S*\/)?postgres[: ]/.test(line) && line.includes(clusterName));

/** Stops a postmaster, if it runs, and then the processes of its cluster that are left. */
export async function stopPostgres(
  clusterName: string,
  postmaster: ProcessIdentity | undefined,
): Promise<void> {
  if (postmaster) await stopProcess(postmaster, STOP_STEPS);
  const deadline = Date.now() + ORPHAN_MILLISECONDS;
  for (const orphan of clusterProcesses(clusterName)) {
    if (await waitUntilGone(orphan, deadline - Date.now())) continue;
    sendSignal(orphan, 'SIGKILL');
    await waitUntilGone(orphan, 5_000);
  }
}

/**
 * Stops the Postgres that a killed process left running, and removes the pid file (postmaster.pid) of a
 * killed Postgres: Postgres refuses to start while a process with the pid in that file exists, and the
 * pid may belong to an unrelated process by now. Call it only with the lock of the data folder.
 */
export async function stopLeftovers(
  { dataDir, clusterName }: { dataDir: string; clusterName: string },
  recorded: ProcessIdentity | undefined,
): Promise<void> {
  const pidFile = join(dataDir, 'postmaster.pid');
  const pid = existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8').split('\n')[0]) : 0;
  const running = clusterProcesses(clusterName).find((process) => process.pid === pid);
  await stopPostgres(clusterName, running ?? recorded);
  rmSync(pidFile, { force: true });
}
