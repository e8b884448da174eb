import type { DataFolder } from '@frontrow/embedded/testing/postgres/postgres-folder';
import { processesOf } from '@frontrow/embedded/testing/process/processes';
import { onTestFinished } from 'vitest';
import { postgresOn } from './program.ts';

/**
 * Stops every process of the Postgres on that folder where it stands: its port still takes
 * connections, and nothing answers on them. Returns how to let it go on, which the end of the test
 * does too. Each process has a group of its own, so there is none that could be stopped as a whole.
 */
export function freeze(data: DataFolder): () => void {
  const postmaster = postgresOn(data);
  if (!postmaster) throw new Error('there is no Postgres to freeze');
  const { pid } = postmaster.identity;
  // The postmaster first: then no other comes or goes.
  process.kill(pid, 'SIGSTOP');
  const frozen = [pid];
  const goOn = () => {
    for (const one of frozen.splice(0)) process.kill(one, 'SIGCONT');
  };
  onTestFinished(goOn);
  for (const { identity, parent } of processesOf(data.path)) {
    if (parent !== pid) continue;
    process.kill(identity.pid, 'SIGSTOP');
    frozen.unshift(identity.pid);
  }
  return goOn;
}
