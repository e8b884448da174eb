import { setTimeout as sleep } from 'node:timers/promises';
import { checkSale } from '../checks.ts';
import type { RehearsalOptions } from '../command.ts';
import { createConcertFixture } from '../concert-fixture.ts';
import { type Environment, withEnvironment } from '../environment.ts';
import { formatTable, formatViolations, outcomeRows, PhaseTimer, seconds } from '../report.ts';
import { insertUsers } from '../users.ts';
import { countBuyers, limitsOf } from './load-plan.ts';
import { SaleMetrics } from './metrics.ts';
import { runUser, type Sale } from './simulated-user.ts';
import { StallMonitor } from './stall-monitor.ts';

/** To each server; enough that calls do not wait for a free connection. */
const CONNECTIONS = 1_000;
/** The default of the setting. */
const POLLS_PER_SECOND = 2_000;
/** The check fails if the queue stands still for so long although the limits allow admissions. */
const STALL_MILLISECONDS = 2_000;
const MAX_PRINTED_VIOLATIONS = 10;

/** Runs a whole sale in real time, on two servers with production settings and a durable Postgres. */
export async function rehearse({ users, signal, print }: RehearsalOptions): Promise<number> {
  const env = {
    NODE_ENV: 'production',
    TOPUP: 'open',
    POLLS_PER_SECOND: String(POLLS_PER_SECOND),
  };
  const options = { servers: 2, durable: true, env, connections: CONNECTIONS, signal };
  return withEnvironment(options, (environment) => runSale(environment, { users, print }));
}

async function runSale(
  environment: Environment,
  { users, print }: Pick<RehearsalOptions, 'users' | 'print'>,
): Promise<number> {
  const { api, sql, databaseUrl, signal } = environment;
  const phases = new PhaseTimer();
  await insertUsers(sql, users);
  const queue = limitsOf(users);
  const options = { seats: countBuyers(users), now: new Date(), queue };
  const concert = await createConcertFixture(api, sql, options);
  const { concertId } = concert;
  const metrics = new SaleMetrics();
  const monitor = new StallMonitor(databaseUrl, concertId);
  await monitor.start();
  phases.end('preparation');

  const sale = { api, concert, metrics, users, signal };
  await Promise.all(Array.from({ length: users }, (_, n) => runUserAndRecordFailure(sale, n)));
  phases.end('until the last user was done');
  await waitUntilQueueIsEmpty(environment, concertId);
  await monitor.stop();
  phases.end('until the queue was empty');
  await sleep(queue.activeSeconds * 1000);
  const sold = { concertId, users, now: new Date() };
  const { outcome, violations } = await checkSale({ api, sql }, sold);
  phases.end('until the last pass had expired, and checks');

  violations.push(...metrics.violations.slice(0, MAX_PRINTED_VIOLATIONS));
  const unprinted = metrics.violations.length - MAX_PRINTED_VIOLATIONS;
  if (unprinted > 0) violations.push(`and ${unprinted} more`);
  if (monitor.longestStall >= STALL_MILLISECONDS) {
    violations.push(`the queue stalled for ${seconds(monitor.longestStall)}`);
  }
  print(
    formatTable('A sale in real time', [
      ...outcomeRows(outcome),
      ['maxActive, admitPerMinute', `${queue.maxActive}, ${queue.admitPerMinute}`],
      ['most waiting at one time', monitor.maxWaiting],
      [
        'longest stall (no admission although the limits allowed one)',
        `${seconds(monitor.longestStall)}, ended ${seconds(monitor.longestStallEnd)} into the sale`,
      ],
      [
        'samples of the queue: waiting, and admission allowed',
        `${monitor.samplesWaiting}, ${monitor.samplesAdmissible}`,
      ],
      ...metrics.rows(POLLS_PER_SECOND),
      ['calls answered', api.calls],
      ['of these repeated after SERVICE_UNAVAILABLE', api.unavailable],
      ['broken connections', api.broken],
      ...phases.rows,
    ]),
  );
  print(formatViolations(violations));
  return violations.length === 0 ? 0 : 1;
}

/** A failed call ends that user's scenario and fails the check; the other users go on. */
async function runUserAndRecordFailure(sale: Sale, n: number): Promise<void> {
  try {
    await runUser(sale, n);
  } catch (error) {
    sale.signal.throwIfAborted();
    sale.metrics.violations.push(`user ${n}: ${(error as Error).message}`);
  }
}

/** The entries of users who abandoned the queue still wait after the last user is done. */
async function waitUntilQueueIsEmpty(
  { sql, signal }: Environment,
  concertId: string,
): Promise<void> {
  const text = `select (last_number - admitted - left_waiting)::int as waiting
    from queue where concert_id = $1`;
  for (;;) {
    const { rows } = await sql.query<{ waiting: number }>(text, [concertId]);
    if (rows[0]?.waiting === 0) return;
    signal.throwIfAborted();
    await sleep(500);
  }
}
