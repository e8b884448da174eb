import { setTimeout as sleep } from 'node:timers/promises';
import type { Rehearsal } from '../command.ts';
import { writeCrowd } from '../crowd.ts';
import { openHouse } from '../house.ts';
import { outcomeLines, Phases, seconds, table, verdictText } from '../report.ts';
import { onStage, type Stage } from '../stage.ts';
import { judge } from '../verdict.ts';
import { Figures } from './figures.ts';
import { buyersOf, limitsFor } from './line-up.ts';
import { StallWatch } from './stall-watch.ts';
import { type Sale, visit } from './visitor.ts';

/** Enough that the servers are what holds anybody up, and not the way to them. */
const CONNECTIONS = 1_000;
/** What servers do unless told otherwise. */
const POLLS_PER_SECOND = 2_000;
const STALL_MILLISECONDS = 2_000;

/** A whole sale on two servers as production runs them, in real time. The exit code. */
export async function rehearse({ users, signal, print }: Rehearsal): Promise<number> {
  const env = {
    NODE_ENV: 'production',
    TOPUP: 'open',
    POLLS_PER_SECOND: String(POLLS_PER_SECOND),
  };
  const options = { servers: 2, durable: true, env, connections: CONNECTIONS, signal };
  return onStage(options, (stage) => runSale(stage, { users, print }));
}

async function runSale(
  stage: Stage,
  { users, print }: Pick<Rehearsal, 'users' | 'print'>,
): Promise<number> {
  const { api, sql, databaseUrl, signal } = stage;
  const phases = new Phases();
  await writeCrowd(sql, users);
  const queue = limitsFor(users);
  const house = await openHouse(api, sql, { seats: buyersOf(users), now: new Date(), queue });
  const { concertId } = house;
  const figures = new Figures();
  const watch = new StallWatch(databaseUrl, concertId);
  await watch.start();
  phases.done('preparing');

  const sale = { api, house, figures, users, signal };
  await Promise.all(Array.from({ length: users }, (_, n) => visitOrTell(sale, n)));
  phases.done('until the last user had gone');
  await untilNobodyWaits(stage, concertId);
  await watch.stop();
  phases.done('until nobody waited');
  await sleep(queue.activeSeconds * 1000);
  const { outcome, violations } = await judge({ api, sql }, { concertId, users, now: new Date() });
  phases.done('until the last pass had ended, and checking');

  violations.push(...figures.violations.slice(0, 10));
  if (figures.violations.length > 10) violations.push(`and ${figures.violations.length - 10} more`);
  if (watch.longest >= STALL_MILLISECONDS) violations.push(`a stall of ${seconds(watch.longest)}`);
  print(
    table('A sale in real time', [
      ...outcomeLines(outcome),
      ['most active, a minute', `${queue.maxActive}, ${queue.admitPerMinute}`],
      ['most that waited', watch.mostWaiting],
      [
        'longest stand of the line while there was room',
        `${seconds(watch.longest)}, ${watch.longestUntil.toFixed(0)} s into the sale`,
      ],
      ['looks at the line, and with room', `${watch.looks}, ${watch.withRoom}`],
      ...figures.lines(POLLS_PER_SECOND),
      ['calls', api.calls],
      ['of these made again after SERVICE_UNAVAILABLE', api.unavailable],
      ['broken connections', api.broken],
      ...phases.lines,
    ]),
  );
  print(verdictText(violations));
  return violations.length === 0 ? 0 : 1;
}

/** One whose call failed goes away; the sale goes on. */
async function visitOrTell(sale: Sale, n: number): Promise<void> {
  try {
    await visit(sale, n);
  } catch (error) {
    sale.signal.throwIfAborted();
    sale.figures.violations.push(`user ${n}: ${(error as Error).message}`);
  }
}

/** Those who closed the page still stand in line until their turn has come and gone. */
async function untilNobodyWaits({ sql, signal }: Stage, concertId: string): Promise<void> {
  const text = `select (last_number - admitted - left_waiting)::int as waiting
    from queue where concert_id = $1`;
  for (;;) {
    const { rows } = await sql.query<{ waiting: number }>(text, [concertId]);
    if (rows[0]?.waiting === 0) return;
    signal.throwIfAborted();
    await sleep(500);
  }
}
