import type { DataFolder } from '@frontrow/embedded/testing/postgres/postgres-folder';
import { processesOf } from '@frontrow/embedded/testing/process/processes';
import { onTestFinished } from 'vitest';
import { postgresOn } from './data-folder.ts';

/**
 * Freezes every process of the Postgres on that folder with SIGSTOP: its port still accepts connections,
 * but nothing answers. Returns a function that thaws them; the end of the test calls it too. Each
 * process has a group of its own, so one signal to a group does not reach them all.
 */
export function freezePostgres(data: DataFolder): () => void {
  const postmaster = postgresOn(data);
  if (!postmaster) throw new Error('there is no Postgres to freeze');
  const { pid } = postmaster.identity;
  // The postmaster first, so that no other process starts or ends meanwhile.
  process.kill(pid, 'SIGSTOP');
  const frozen = [pid];
  const resume = () => {
    for (const frozenPid of frozen.splice(0)) process.kill(frozenPid, 'SIGCONT');
  };
  onTestFinished(resume);
  for (const { identity, parent } of processesOf(data.path)) {
    if (parent !== pid) continue;
    process.kill(identity.pid, 'SIGSTOP');
    frozen.unshift(identity.pid);
  }
  return resume;
}
