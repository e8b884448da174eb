import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { demoFolderOfRun } from '@frontrow/database/testing/demo-folder';
import {
  type DataFolder,
  sharedDataFolder,
} from '@frontrow/embedded/testing/postgres/postgres-folder';
import { type ObservedProcess, processesOf } from '@frontrow/embedded/testing/process/processes';

/** The data folder of the test file, with the demo's data, as after an earlier start. */
export const demoFolder = (): Promise<DataFolder> => sharedDataFolder(demoFolderOfRun);

/** The server process on that folder. */
export const serverOn = ({ path }: DataFolder): ObservedProcess | undefined =>
  processesOf(path).find(({ commandLine }) => commandLine.endsWith('apps/server/src/main.ts'));

/** The worker process on that folder. */
export const workerOn = ({ path }: DataFolder): ObservedProcess | undefined =>
  processesOf(path).find(({ commandLine }) => commandLine.endsWith('apps/worker/src/main.ts'));

/** The process on that folder that serves the storefront. */
export const storefrontOn = ({ path }: DataFolder): ObservedProcess | undefined =>
  processesOf(path).find(({ commandLine }) =>
    commandLine.endsWith('apps/storefront/src/server/main.ts'),
  );

/** The mongod on that folder. */
export const mongoOn = ({ path }: DataFolder): ObservedProcess | undefined =>
  processesOf(path).find(({ commandLine }) => /^\S*\/mongod[-\w.]* /.test(commandLine));

/** The postmaster on that folder. */
export const postgresOn = ({ path }: DataFolder): ObservedProcess | undefined =>
  processesOf(path).find(({ commandLine }) => /^\S+\/postgres -p\d+ -D /.test(commandLine));

/** The URL of the Postgres on that folder. */
export function databaseOf({ path }: DataFolder): string {
  const { password, port } = JSON.parse(readFileSync(join(path, 'postgres.json'), 'utf8')) as {
    password: string;
    port: number;
  };
  return `postgres://frontrow:${password}@127.0.0.1:${port}/frontrow`;
}
