import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import type { TestProject } from 'vitest/node';
import { type Env, reasonOf } from '../src/mongo/program.ts';
import { type EmbeddedMongo, startEmbeddedMongo } from '../src/mongo.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The server on which test files have their databases; null where none is to be had. */
    mongoUrl: string | null;
    /** Why there is none. */
    mongoAbsent: string | null;
  }
}

/**
 * One real MongoDB for the run: that of MONGODB_URL, or one of the run's own. Where none is to be
 * had, what needs it is skipped, and the run says so; in CI it fails.
 */
export default (project: TestProject): Promise<() => Promise<void>> => provideMongo(project, env);

async function provideMongo(
  project: Pick<TestProject, 'provide'>,
  { MONGODB_URL: given, CI, ...rest }: Env,
): Promise<() => Promise<void>> {
  const provide = (url: string | null, absent: string | null) => {
    project.provide('mongoUrl', url);
    project.provide('mongoAbsent', absent);
  };
  if (given?.startsWith('mongodb://')) {
    provide(given, null);
    return async () => {};
  }
  const folder = mkdtempSync(join(tmpdir(), 'frontrow-mongo-'));
  try {
    const mongo = await startEmbeddedMongo({ folder, env: rest, durable: false });
    provide(mongo.url, null);
    return () => discard(mongo, folder);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    if (CI) throw error;
    provide(null, reasonOf(error));
    process.stderr.write(`The tests that need MongoDB are skipped: ${reasonOf(error)}\n`);
    return async () => {};
  }
}

/** Nothing of it is kept: to end in order would only take time. */
async function discard({ pid, exited, stop }: EmbeddedMongo, folder: string): Promise<void> {
  process.kill(pid, 'SIGKILL');
  await exited;
  await stop();
  rmSync(folder, { recursive: true, force: true });
}
