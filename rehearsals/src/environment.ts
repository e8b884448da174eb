import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareDatabase } from '@frontrow/database/prepare-database';
import { startEmbeddedPostgres } from '@frontrow/embedded/postgres/start';
import {
  type ServerProcess,
  startServerProcess,
} from '@frontrow/server/testing/http/server-process';
import pg from 'pg';
import { ApiClient } from './api-client.ts';

export interface EnvironmentOptions {
  /** The number of server processes. */
  servers: number;
  /** True: each commit waits until it is on disk, as in production. */
  durable: boolean;
  /** Settings of the servers, beyond the database's address and the secrets. */
  env: Record<string, string>;
  /** The most calls in flight to each server. */
  connections: number;
  /** If given, the servers start with this time, and only `setClock` moves their clocks. */
  clock?: Date;
  /** Ends the rehearsal early. */
  signal: AbortSignal;
}

export interface Environment {
  servers: ServerProcess[];
  api: ApiClient;
  /** For the rehearsal's own statements. */
  sql: pg.Client;
  databaseUrl: string;
  signal: AbortSignal;
}

/**
 * Starts an embedded Postgres in a temporary folder and real server processes on it, and calls `run`.
 * Stops and removes all of it when `run` settles or the signal aborts.
 *
 * @throws the reason of the signal, or whatever `run` throws
 */
export async function withEnvironment<Result>(
  options: EnvironmentOptions,
  run: (environment: Environment) => Promise<Result>,
): Promise<Result> {
  const { signal } = options;
  const folder = mkdtempSync(join(tmpdir(), 'frontrow-rehearsal-'));
  const cleanups: (() => Promise<unknown>)[] = [];
  let completed = false;
  try {
    const postgres = await startEmbeddedPostgres({ folder, durable: options.durable });
    cleanups.push(() => postgres.stop());
    const { url: ownerUrl, appUrl } = postgres;
    await prepareDatabase({ ownerUrl, appUrl, dedicated: true });
    const sql = new pg.Client(postgres.url);
    sql.on('error', () => {});
    await sql.connect();
    cleanups.push(() => sql.end());
    const servers: ServerProcess[] = [];
    for (let n = 0; n < options.servers; n++) {
      const server = await startServerProcess({
        databaseUrl: appUrl,
        env: options.env,
        ...(options.clock ? { clock: options.clock } : {}),
      });
      servers.push(server);
      // After a failure calls are still in flight: a stop would drain for 10 s and log each of them.
      cleanups.push(() => (completed ? server.stop() : server.kill()));
    }
    signal.throwIfAborted();
    const api = new ApiClient(
      servers.map(({ url }) => url),
      options.connections,
    );
    cleanups.push(() => api.close());
    const environment = { servers, api, sql, databaseUrl: appUrl, signal };
    const result = await raceAbort(signal, run(environment));
    completed = true;
    return result;
  } finally {
    for (const cleanup of cleanups.reverse()) await cleanup().catch(() => {});
    rmSync(folder, { recursive: true, force: true });
  }
}

function raceAbort<Result>(signal: AbortSignal, work: Promise<Result>): Promise<Result> {
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  return Promise.race([work, aborted]);
}
