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

/** Enough that the servers are what holds anybody up, and not the way to them. */
const CONNECTIONS = 1_000;
/** What servers do unless told otherwise. */
const POLLS_PER_SECOND = 2_000;
const STALL_MILLISECONDS = 2_000;

/** A whole sale on two servers as production runs them, in real time. The exit code. */
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
  const fixture = await createConcertFixture(api, sql, {
    seats: countBuyers(users),
    now: new Date(),
    queue,
  });
  const { concertId } = fixture;
  const metrics = new SaleMetrics();
  const watch = new StallMonitor(databaseUrl, concertId);
  await watch.start();
  phases.done('preparing');

  const sale = { api, fixture, metrics, users, signal };
  await Promise.all(Array.from({ length: users }, (_, n) => runUserAndRecordFailure(sale, n)));
  phases.done('until the last user had gone');
  await untilNobodyWaits(environment, concertId);
  await watch.stop();
  phases.done('until nobody waited');
  await sleep(queue.activeSeconds * 1000);
  const { outcome, violations } = await checkSale(
    { api, sql },
    { concertId, users, now: new Date() },
  );
  phases.done('until the last pass had ended, and checking');

  violations.push(...metrics.violations.slice(0, 10));
  if (metrics.violations.length > 10) violations.push(`and ${metrics.violations.length - 10} more`);
  if (watch.longest >= STALL_MILLISECONDS) violations.push(`a stall of ${seconds(watch.longest)}`);
  print(
    formatTable('A sale in real time', [
      ...outcomeRows(outcome),
      ['most active, a minute', `${queue.maxActive}, ${queue.admitPerMinute}`],
      ['most that waited', watch.mostWaiting],
      [
        'longest stand of the line while there was room',
        `${seconds(watch.longest)}, ${watch.longestUntil.toFixed(0)} s into the sale`,
      ],
      ['looks at the line, and with room', `${watch.looks}, ${watch.withRoom}`],
      ...metrics.lines(POLLS_PER_SECOND),
      ['calls', api.calls],
      ['of these made again after SERVICE_UNAVAILABLE', api.unavailable],
      ['broken connections', api.broken],
      ...phases.lines,
    ]),
  );
  print(formatViolations(violations));
  return violations.length === 0 ? 0 : 1;
}

/** One whose call failed goes away; the sale goes on. */
async function runUserAndRecordFailure(sale: Sale, n: number): Promise<void> {
  try {
    await runUser(sale, n);
  } catch (error) {
    sale.signal.throwIfAborted();
    sale.metrics.violations.push(`user ${n}: ${(error as Error).message}`);
  }
}

/** Those who closed the page still stand in line until their turn has come and gone. */
async function untilNobodyWaits({ sql, signal }: Environment, concertId: string): Promise<void> {
  const text = `select (last_number - admitted - left_waiting)::int as waiting
    from queue where concert_id = $1`;
  for (;;) {
    const { rows } = await sql.query<{ waiting: number }>(text, [concertId]);
    if (rows[0]?.waiting === 0) return;
    signal.throwIfAborted();
    await sleep(500);
  }
}
