import { rmSync } from 'node:fs';
import { env } from 'node:process';
import type { TestProject } from 'vitest/node';
import { startEmbeddedMongo } from '../../src/mongo/start.ts';
import { createCluster } from '../postgres/create-cluster.ts';
import { temporaryFolder } from '../process/temporary-folder.ts';
import { once, serveOnDemand } from './on-demand.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The address where folders.ts requests data folders. */
    foldersOnDemand: string;
  }
}

/** Creates the data folders that tests copy, each once a run, when the first test file requests it. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folders: string[] = [];
  const created = (create: () => Promise<string>) =>
    once(async () => {
      const folder = await create();
      folders.push(folder);
      return folder;
    });
  const server = await serveOnDemand({
    postgres: created(() => createCluster()),
    mongo: created(async () => {
      const folder = temporaryFolder('data');
      await (await startEmbeddedMongo({ folder, env })).stop();
      return folder;
    }),
  });
  project.provide('foldersOnDemand', server.url);
  return async () => {
    await server.close();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  };
}
