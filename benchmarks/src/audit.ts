import { audit } from '@frontrow/domain/audit/audit';
import { lookAtChanges } from '@frontrow/domain/audit/looks/look-at-changes';
import { AUDIT_SHARE } from '@frontrow/domain/audit/looks/run-looks';
import { wholeLook } from '@frontrow/domain/audit/looks/whole-look';
import type { Sweep } from '@frontrow/domain/kernel/database/batches';
import { createPace } from '@frontrow/domain/kernel/database/pace';
import { purgeQueueEntries } from '@frontrow/domain/queue/purge/purge';
import { fillUnchecked } from '@frontrow/domain/testing/long-queues/fill';
import { Pool } from 'pg';
import { letIn, type Sale, sell } from './audit/fill.ts';
import { type Environment, withEnvironment } from './environment.ts';
import { createConcert } from './fixtures.ts';
import { postgresSeconds } from './postgres-time.ts';

/**
 * Measures what the audit and the purge of queue entries cost the database, with 200,000 payments and 500,000 entries
 * of 20 concerts, or of as many as the argument says: the audit of everything on one snapshot, which the worker ran
 * every five minutes before, and its looks; and the purge at once, and at its share. Linux only.
 */
const CONCERTS = Number(process.argv[2] ?? 20);
const PLACES = 10_000;
/** Entries of each concert that end without a payment. */
const LEFT = 15_000;
/** Places of one concert that are sold between two looks. */
const SOLD_MEANWHILE = 2_000;
const DAY = 86_400;
/** How long what pauses is measured. */
const PACED_SECONDS = 15;

interface Cost {
  seconds: number;
  postgres: number;
  megabytes: number;
}

async function cost(
  { environment, pool }: { environment: Environment; pool: Pool },
  run: () => Promise<unknown>,
): Promise<Cost> {
  const temporary = async () => {
    // What a backend has written is in the statistics once it has reported them.
    await pool.query('select pg_stat_force_next_flush()');
    const { rows } = await pool.query<{ bytes: string }>(
      'select temp_bytes as bytes from pg_stat_database where datname = current_database()',
    );
    return Number(rows[0]?.bytes);
  };
  const before = { postgres: await postgresSeconds(environment), bytes: await temporary() };
  const start = performance.now();
  await run();
  const seconds = (performance.now() - start) / 1_000;
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  const megabytes = ((await temporary()) - before.bytes) / 1_000_000;
  return { seconds, postgres: (await postgresSeconds(environment)) - before.postgres, megabytes };
}

const say = (what: string, { seconds, postgres, megabytes }: Cost, more = '') =>
  console.log(
    `${what}: ${seconds.toFixed(2)} s, Postgres ${postgres.toFixed(2)} s of a core ` +
      `(${((100 * postgres) / seconds).toFixed(0)} %), temporary files ${megabytes.toFixed(0)} MB${more}`,
  );

await withEnvironment(async (environment) => {
  const { ctx } = environment;
  const sales: Sale[] = [];
  for (let n = 0; n < CONCERTS; n++) {
    const concert = await createConcert(environment, PLACES + SOLD_MEANWHILE);
    sales.push({ ...concert, daysAgo: 2 + (n % 2) });
  }
  await fillUnchecked(environment.databaseUrl, async (pool) => {
    for (const sale of sales) {
      await letIn(pool, sale, LEFT);
      await sell(pool, sale, PLACES);
    }
  });
  const pool = new Pool({ connectionString: environment.databaseUrl });
  pool.on('error', () => {});
  await pool.query('vacuum analyze');
  const measured = (run: () => Promise<unknown>) => cost({ environment, pool }, run);

  const problems: string[] = [];
  const options = (share: number) => ({
    pace: createPace({ share }),
    onViolation: (check: string, violations: object[]) =>
      void problems.push(`${check}: ${JSON.stringify(violations[0])}`),
  });
  say(
    'everything on one snapshot',
    await measured(async () => {
      const { ok, checks } = await audit(ctx, {});
      if (!ok) throw new Error(JSON.stringify(checks.filter((check) => !check.ok)));
    }),
  );

  const look = async (what: string, run: () => Promise<number>) => {
    let rows = 0;
    const spent = await measured(async () => {
      rows = await run();
    });
    say(what, spent, `, ${rows} rows read`);
    if (problems.length > 0) throw new Error(problems.join('\n'));
  };
  const changes = (share: number) => () => lookAtChanges(ctx, options(share));
  const whole = (share: number) => () =>
    wholeLook(ctx, { ...options(share), everySeconds: 0, hasTime: () => true });
  await lookAtChanges(ctx, options(1));
  await look('whole look without pauses', whole(1));
  await look('look at changes, where nothing has changed, without pauses', changes(1));
  await look('look at changes, where nothing has changed', changes(AUDIT_SHARE));
  await fillUnchecked(environment.databaseUrl, async (owner) => {
    const [sale] = sales;
    if (sale) await sell(owner, sale, SOLD_MEANWHILE);
  });
  await look(`look at changes, after ${SOLD_MEANWHILE} payments`, changes(AUDIT_SHARE));
  const end = performance.now() + PACED_SECONDS * 1_000;
  await look(`${PACED_SECONDS} seconds of a whole look`, () =>
    wholeLook(ctx, {
      ...{ ...options(AUDIT_SHARE), everySeconds: 0, hasTime: () => performance.now() < end },
    }),
  );

  const purge = (sweep: Sweep, days: number) => async () => {
    const purged = await purgeQueueEntries(ctx, { retentionSeconds: days * DAY, ...sweep });
    console.log(`${purged} entries purged`);
  };
  say('purge at once, batches of 2,500', await measured(purge({ batch: 2_500 }, 2.5)));
  await look('look at changes, after that purge, without pauses', changes(1));
  await pool.query('vacuum analyze');
  const signal = AbortSignal.timeout(PACED_SECONDS * 1_000);
  const paced = { batch: 500, signal, pace: createPace({ share: 0.1, signal }) };
  say(
    `${PACED_SECONDS} seconds of the purge at its share, batches of 500`,
    await measured(purge(paced, 1)),
  );
  await pool.end();
});
