import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOrm, migrate } from '@frontrow/database/orm';
import { bindServices } from '@frontrow/domain/bind-services';
import type { DomainContext } from '@frontrow/domain/kernel/context';
import { createContext } from '@frontrow/domain/kernel/create-context';
import { silentLogger } from '@frontrow/domain/kernel/logger';
import type { Guest, Services } from '@frontrow/domain/services';
import { startEmbeddedPostgres } from '@frontrow/embedded/postgres/start';

const KEYS = [{ kid: 'bench', secret: 'a-secret-of-the-benchmarks' }];
export const CONCURRENCY = 16;

export interface Bench {
  url: string;
  ctx: DomainContext;
  services: Services;
}

/** Runs with a durable Postgres of its own: every commit is on disk, as in production. */
export async function withBench(run: (bench: Bench) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'frontrow-bench-'));
  const postgres = await startEmbeddedPostgres({ folder });
  try {
    await migrate(postgres.url);
    const orm = createOrm({ url: postgres.url, poolSize: CONCURRENCY });
    const ctx = await createContext({
      orm,
      settings: {
        currency: 'KRW',
        holdSeconds: 300,
        maxCharge: 10 ** 9,
        maxBalance: 10 ** 12,
        topUp: 'open',
        pollsPerSecond: 2_000,
      },
      queueKeys: KEYS,
      ticketKeys: KEYS,
      log: silentLogger,
    });
    await run({ url: postgres.url, ctx, services: bindServices(ctx) });
    await orm.close(true);
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface House {
  concertId: string;
  performanceId: string;
  seatIds: string[];
}

/** A concert with one performance of that many seats, and a queue that holds nobody up. */
export async function house({ ctx, services }: Bench, seats: number): Promise<House> {
  const user = await services.session.devSignIn({ name: 'operator', role: 'operator' });
  const operator = { userId: user.id, service: false };
  const { id: concertId } = await services.admin.createConcert(operator, {
    ...{ title: 'Bench', artist: 'Bench', venue: 'Bench', description: '', holdLimit: 4 },
    queue: { maxActive: 1_000_000, admitPerMinute: 1_000_000 },
  });
  const { performanceId } = await services.admin.createPerformance(operator, {
    concertId,
    startsAt: new Date(Date.now() + 86_400_000),
    timezone: 'UTC',
    sections: [{ name: 'S', rows: seats / 100, seatsPerRow: 100, price: 1_000 }],
  });
  const rows = await ctx.sql.rows<{ id: string }>(
    { name: 'bench-seats', text: 'select id from seat where performance_id = $1 order by id' },
    [performanceId],
  );
  return { concertId, performanceId, seatIds: rows.map(({ id }) => id) };
}

export async function guests(
  { services }: Bench,
  { concertId }: House,
  count: number,
): Promise<Guest[]> {
  const all: Guest[] = [];
  await inParallel(count, async (n) => {
    const { id: userId } = await services.session.devSignIn({ name: `guest ${concertId} ${n}` });
    const caller = { userId, service: false };
    const { token } = await services.queue.join(caller, { concertId });
    const claims = services.queue.open(token);
    if (claims) all.push({ caller, claims });
  });
  return all;
}

/** Runs that many calls, as many at once as there are connections; calls a second. */
export async function inParallel(
  count: number,
  call: (n: number) => Promise<unknown>,
): Promise<number> {
  let next = 0;
  const start = performance.now();
  const work = async () => {
    while (next < count) await call(next++);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  return count / ((performance.now() - start) / 1000);
}

export const median = (values: number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
