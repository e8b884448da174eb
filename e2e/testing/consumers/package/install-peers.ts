import { mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';

const installed = join(import.meta.dirname, '../../../node_modules');
/** What applications that use the hooks have, and those with tRPC's own client. */
const PEERS = [
  ...['react', 'react-dom', '@tanstack/react-query'],
  ...['@trpc/client', '@trpc/server', 'superjson'],
];

/** Links React, TanStack Query and tRPC into a project. */
export function installPeers(project: string): void {
  for (const name of PEERS) {
    const link = join(project, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(realpathSync(join(installed, name)), link, 'junction');
  }
}
