import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '@frontrow/database/orm';
import { startEmbeddedPostgres } from '@frontrow/embedded/postgres/start';
import { type ServerProcess, startServerProcess } from '@frontrow/server/testing/server-process';
import pg from 'pg';
import { Api } from './api.ts';

export interface StageOptions {
  servers: number;
  /** Whether each commit is on disk, as in production. */
  durable: boolean;
  env: Record<string, string>;
  /** Kept to each server; so many calls go to it at a time. */
  connections: number;
  /** A clock that only the rehearsal moves. */
  clock?: Date;
  /** Ends the rehearsal early. */
  signal: AbortSignal;
}

export interface Stage {
  servers: ServerProcess[];
  api: Api;
  /** A connection of the rehearsal's own. */
  sql: pg.Client;
  databaseUrl: string;
  signal: AbortSignal;
}

/**
 * Real servers on a Postgres of their own in a temporary folder. All of it is stopped and removed at
 * the end, however that comes.
 */
export async function onStage<Result>(
  options: StageOptions,
  run: (stage: Stage) => Promise<Result>,
): Promise<Result> {
  const { signal } = options;
  const folder = mkdtempSync(join(tmpdir(), 'frontrow-rehearsal-'));
  const ends: (() => Promise<unknown>)[] = [];
  let done = false;
  try {
    const postgres = await startEmbeddedPostgres({ folder, durable: options.durable });
    ends.push(() => postgres.stop());
    await migrate(postgres.url);
    const sql = new pg.Client(postgres.url);
    sql.on('error', () => {});
    await sql.connect();
    ends.push(() => sql.end());
    const servers: ServerProcess[] = [];
    for (let n = 0; n < options.servers; n++) {
      const server = await startServerProcess({
        databaseUrl: postgres.url,
        env: options.env,
        ...(options.clock ? { clock: options.clock } : {}),
      });
      servers.push(server);
      // In the middle of a crowd one would take its time to drain, and say so of each call.
      ends.push(() => (done ? server.stop() : server.kill()));
    }
    signal.throwIfAborted();
    const api = new Api(
      servers.map(({ url }) => url),
      options.connections,
    );
    ends.push(async () => api.close());
    const stage = { servers, api, sql, databaseUrl: postgres.url, signal };
    const result = await unlessAborted(signal, run(stage));
    done = true;
    return result;
  } finally {
    for (const end of ends.reverse()) await end().catch(() => {});
    rmSync(folder, { recursive: true, force: true });
  }
}

function unlessAborted<Result>(signal: AbortSignal, work: Promise<Result>): Promise<Result> {
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  return Promise.race([work, aborted]);
}
