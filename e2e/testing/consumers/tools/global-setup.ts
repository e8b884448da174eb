import { env } from 'node:process';
import { serveOnDemand } from '@frontrow/embedded/testing/run/on-demand';
import type { TestProject } from 'vitest/node';
import { installTools } from './install-tools.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The address where tools.ts requests the installation of the tools. */
    consumerToolsOnDemand: string;
  }
}

/** Installs the tools of the consumer tests, once a run, when the first test file requests them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { npm_execpath: npmExecPath } = env;
  const server = await serveOnDemand({ tools: () => installTools(npmExecPath) });
  project.provide('consumerToolsOnDemand', server.url);
  return server.close;
}
