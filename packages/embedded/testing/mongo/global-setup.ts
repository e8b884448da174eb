import { rmSync } from 'node:fs';
import { env } from 'node:process';
import type { TestProject } from 'vitest/node';
import { findMongod, MongodNotFound } from '../../src/mongo/mongod/find-mongod.ts';
import { type EmbeddedMongo, startEmbeddedMongo } from '../../src/mongo/start.ts';
import { type Env, reasonOf } from '../../src/process/run-program.ts';
import { removeAbandonedFolders, temporaryFolder } from '../process/temporary-folder.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The server on which test files have their databases; null where none is to be had. */
    mongoUrl: string | null;
    /** Why there is none. */
    mongoAbsent: string | null;
    /** Why no mongod can be run here; null where one can. */
    mongodAbsent: string | null;
  }
}

type Project = Pick<TestProject, 'provide'>;
type Teardown = () => Promise<void>;

/** Where nothing may be skipped for want of a MongoDB. */
const isCi = ({ CI }: Env): boolean => !!CI;
const say = (line: string) => void process.stderr.write(`${line}\n`);

/**
 * One real MongoDB for the run: that of MONGODB_URL, or one of the run's own. Where none is to be
 * had, what needs it is skipped, and the run says so; in CI it fails.
 */
export default async (project: TestProject): Promise<Teardown> => {
  removeAbandonedFolders();
  return provideMongo(project, env, say);
};

/** Decides what there is, once for all test files. */
export async function provideMongo(
  project: Project,
  { MONGODB_URL: given = '', ...rest }: Env,
  say: (line: string) => void,
): Promise<Teardown> {
  if (/^mongodb(\+srv)?:\/\//.test(given)) {
    project.provide('mongoUrl', given);
    project.provide('mongoAbsent', null);
    provideAbsence(project, await absenceOf(() => findMongod(rest, { say })), say);
    return async () => {};
  }
  if (given !== '' && given !== 'embedded') {
    throw new Error('MONGODB_URL is set, but neither to the URL of a MongoDB nor to embedded');
  }
  const folder = temporaryFolder('mongo');
  try {
    let mongo: EmbeddedMongo | undefined;
    const absence = await absenceOf(async () => {
      mongo = await startEmbeddedMongo({ folder, env: rest, durable: false, say });
    });
    if (absence && isCi(rest)) throw absence;
    project.provide('mongoUrl', mongo?.url ?? null);
    project.provide('mongoAbsent', absence && reasonOf(absence));
    if (absence) say(`Skipping the tests with their jobs in MongoDB: ${reasonOf(absence)}`);
    provideAbsence(project, absence, say);
    return () => discard(mongo, folder);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

function provideAbsence(
  project: Project,
  absence: MongodNotFound | null,
  say: (line: string) => void,
): void {
  project.provide('mongodAbsent', absence && reasonOf(absence));
  if (absence) say(`Skipping the tests that run a mongod: ${reasonOf(absence)}`);
}

/** Any other failure than that there is none is one of the run. */
async function absenceOf(attempt: () => Promise<unknown>): Promise<MongodNotFound | null> {
  try {
    await attempt();
    return null;
  } catch (error) {
    if (error instanceof MongodNotFound) return error;
    throw error;
  }
}

/** Nothing of it is kept: to end in order would only take time. */
async function discard(mongo: EmbeddedMongo | undefined, folder: string): Promise<void> {
  if (mongo) {
    process.kill(mongo.pid, 'SIGKILL');
    await mongo.exited;
    await mongo.stop();
  }
  rmSync(folder, { recursive: true, force: true });
}
