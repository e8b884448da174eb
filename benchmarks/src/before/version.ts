import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Pool } from 'pg';
import type { Cluster } from '../bench/cluster.ts';
import { askOnce, type Target } from '../bench/load/target.ts';
import { BENCH_SECRETS } from '../environment.ts';
import { bearerOf } from '../http-load.ts';
import { startServer } from '../server-process.ts';

const run = promisify(execFile);
const THIS = fileURLToPath(new URL('../../..', import.meta.url));
const OPERATOR = '00000000-0000-4000-8000-000000000001';
/** Nobody has to wait. */
const QUEUE = { maxActive: 1_000_000, admitPerMinute: 1_000_000, activeSeconds: 7_200 };

/** A server of one version on a database of its own. Only what both versions have is used. */
export interface Version {
  name: string;
  target: Target;
  userIds: string[];
  createSale(seats: number): Promise<Sale>;
  stop(): Promise<void>;
}

export interface Sale {
  concertId: string;
  performanceId: string;
  seatIds: string[];
}

/**
 * Migrates a new database by that version, and starts its server.
 *
 * @param checkout the folder of the version; this one unless given
 */
export async function startVersion(
  cluster: Cluster,
  { name, checkout }: { name: string; checkout?: string },
  users: number,
): Promise<Version> {
  const databaseUrl = await cluster.createEmptyDatabase();
  const migrate = join(checkout ?? THIS, 'packages/process/src/migrate.ts');
  await run(process.execPath, [migrate], { env: { DATABASE_URL: databaseUrl } });
  const pool = new Pool({ connectionString: databaseUrl, max: 2 });
  pool.on('error', () => {});
  await pool.query("insert into app_user (id, name, role) values ($1, 'operator', 'operator')", [
    OPERATOR,
  ]);
  const { rows } = await pool.query<{ id: string }>(
    `insert into app_user (id, name) select gen_random_uuid(), 'user ' || n
     from generate_series(1, $1::int) n returning id`,
    [users],
  );
  const server = await startServer({ databaseUrl }, checkout, { LOG_LEVEL: 'warn' });
  const target = { port: Number(new URL(server.url).port), pid: server.pid };
  return {
    ...{ name, target, userIds: rows.map(({ id }) => id) },
    async createSale(seats) {
      const concert = { title: 'Bench', artist: 'Bench', venue: 'Bench', holdLimit: 4 };
      const made = await post(target, 'admin.createConcert', {
        json: { ...concert, queue: QUEUE },
      });
      const concertId = idIn(made, 'id');
      const sections = [{ name: 'S', rows: seats / 100, seatsPerRow: 100, price: 1_000 }];
      const startsAt = new Date(Date.now() + 86_400_000).toISOString();
      const performance = await post(target, 'admin.createPerformance', {
        json: { concertId, startsAt, timezone: 'UTC', sections },
        meta: { values: { startsAt: ['Date'] } },
      });
      const performanceId = idIn(performance, 'performanceId');
      const found = await pool.query<{ id: string }>(
        'select id from seat where performance_id = $1',
        [performanceId],
      );
      await pool.query('vacuum analyze');
      return { concertId, performanceId, seatIds: found.rows.map(({ id }) => id) };
    },
    async stop() {
      await pool.end();
      await server.stop();
    },
  };
}

async function post(target: Target, procedure: string, body: object): Promise<string> {
  const token = bearerOf(OPERATOR, BENCH_SECRETS.auth, 'operator');
  const text = JSON.stringify(body);
  const answer = await askOnce(
    target,
    Buffer.from(
      `POST /trpc/${procedure} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${token}\r\n` +
        `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
    ),
  );
  if (answer.status !== 200) throw new Error(`${procedure}: ${answer.status}: ${answer.body()}`);
  return answer.body();
}

const idIn = (text: string, field: string): string => {
  const id = new RegExp(`"${field}":"([^"]+)"`).exec(text)?.[1];
  if (id === undefined) throw new Error(`no ${field} in ${text}`);
  return id;
};
