import { rmSync } from 'node:fs';
import { env } from 'node:process';
import type { TestProject } from 'vitest/node';
import {
  type FoundMongod,
  findMongod,
  MongodNotFound,
} from '../../src/mongo/mongod/find-mongod.ts';
import { type EmbeddedMongo, startEmbeddedMongo } from '../../src/mongo/start.ts';
import { type Env, reasonOf } from '../../src/process/run-program.ts';
import { removeAbandonedFolders, temporaryFolder } from '../process/temporary-folder.ts';
import { once, serveOnDemand } from '../run/on-demand.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The address of the MongoResources; see shared-mongo.ts and mongod-absence.ts. */
    mongoOnDemand: string;
  }
}

/** The MongoDB server of the run: its URL, or why there is none. */
export type SharedMongo = { url: string; absence: null } | { url: null; absence: string };

/** What test files can request; serveOnDemand calls each at most once. */
export interface MongoResources {
  mongo(): Promise<SharedMongo>;
  /** Why no mongod can run here; null when one can. */
  mongod(): Promise<string | null>;
  close(): Promise<void>;
}

export default async (project: TestProject): Promise<() => Promise<void>> => {
  removeAbandonedFolders();
  const { close, ...resources } = mongoResources(env, (line) => {
    process.stderr.write(`${line}\n`);
  });
  const server = await serveOnDemand(resources);
  project.provide('mongoOnDemand', server.url);
  return async () => {
    await server.close();
    await close();
    removeAbandonedFolders();
  };
};

/**
 * The MongoDB server of MONGODB_URL, or an embedded one. When no mongod can be found, the tests that
 * need one are skipped and `log` gets one line; with CI set, the request fails instead.
 *
 * @throws when MONGODB_URL is neither a MongoDB URL nor `embedded`
 */
export function mongoResources(
  { MONGODB_URL: given = '', ...env }: Env,
  log: (line: string) => void,
): MongoResources {
  const isUrl = /^mongodb(\+srv)?:\/\//.test(given);
  if (!isUrl && given !== '' && given !== 'embedded') {
    throw new Error('MONGODB_URL is set, but neither to the URL of a MongoDB nor to embedded');
  }
  let running: Promise<EmbeddedMongo> | undefined;
  const folder = once(async () => temporaryFolder('mongo'));
  const find = once(() => search(env, log));
  // With a server from MONGODB_URL, CI does not have to have a mongod.
  const mayBeAbsent = isUrl || !env.CI;
  const mongo = async (): Promise<SharedMongo> => {
    if (isUrl) return { url: given, absence: null };
    const mongod = await find();
    if (mongod instanceof MongodNotFound) {
      if (!mayBeAbsent) throw mongod;
      log(`Skipping the tests with their jobs in MongoDB: ${reasonOf(mongod)}`);
      return { url: null, absence: reasonOf(mongod) };
    }
    running = startEmbeddedMongo({ folder: await folder(), env, mongod, durable: false });
    return { url: (await running).url, absence: null };
  };
  const mongod = async () => {
    const found = await find();
    if (!(found instanceof MongodNotFound)) return null;
    if (!mayBeAbsent) throw found;
    log(`Skipping the tests that run a mongod: ${reasonOf(found)}`);
    return reasonOf(found);
  };
  const close = async () => {
    // The data is thrown away, so an orderly shutdown would only take time.
    const started = await running?.catch(() => null);
    if (started) {
      process.kill(started.pid, 'SIGKILL');
      await started.exited;
      await started.stop();
    }
    if (running) rmSync(await folder(), { recursive: true, force: true });
  };
  return { mongo, mongod, close };
}

/** Errors other than MongodNotFound, such as a named mongod that does not run, fail the request. */
const search = (env: Env, log: (line: string) => void): Promise<FoundMongod | MongodNotFound> =>
  findMongod(env, { log }).catch((error) => {
    if (error instanceof MongodNotFound) return error;
    throw error;
  });
