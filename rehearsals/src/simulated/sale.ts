import type { Rehearsal } from '../command.ts';
import { writeCrowd } from '../crowd.ts';
import { openHouse } from '../house.ts';
import { outcomeLines, Phases, seconds, table, verdictText } from '../report.ts';
import { onStage, type Stage } from '../stage.ts';
import { judge } from '../verdict.ts';
import { Admissions } from './admissions.ts';
import { SharedClock } from './clock.ts';
import { Guests } from './guests.ts';
import { joinedAfter, type LineUp, lineUp, planOf } from './line-up.ts';

const STEP_SECONDS = 5;
/** Whoever leaves the line does so after that many steps. */
const PATIENCE_STEPS = 2;
/** A sale that does not end by then never will. */
const MOST_STEPS = 1_000;
const CONNECTIONS = 1_000;
const CLOCK_SECONDS = { activeSeconds: 60, claimSeconds: 20, pollAfterSeconds: 5 };

/** A whole sale on two servers and a clock that the rehearsal moves. The exit code. */
export async function simulate({ users, signal, print }: Rehearsal): Promise<number> {
  const clock = new Date();
  const env = { NODE_ENV: 'production', TOPUP: 'open' };
  const options = { servers: 2, durable: false, env, connections: CONNECTIONS, clock, signal };
  return onStage(options, (stage) => runSale(stage, { plan: lineUp(users), now: clock, print }));
}

async function runSale(
  { api, sql, servers, signal }: Stage,
  { plan, now, print }: { plan: LineUp; now: Date; print: Rehearsal['print'] },
): Promise<number> {
  const phases = new Phases();
  const { users, buyers, maxActive, admitPerMinute } = plan;
  await writeCrowd(sql, users);
  const queue = { maxActive, admitPerMinute, ...CLOCK_SECONDS };
  const house = await openHouse(api, sql, { seats: buyers, now, queue });
  const { concertId } = house;
  const clock = new SharedClock(servers, sql, { now, concertId });
  const guests = new Guests(api, house);
  const admissions = new Admissions(sql, concertId);
  phases.done('preparing');

  let steps = 0;
  for (let waiting = 1; waiting > 0 || guests.all.length < users; steps++) {
    signal.throwIfAborted();
    if (steps > MOST_STEPS) throw new Error(`${waiting} still wait after ${steps} steps`);
    const admitted = await admissions.news();
    await clock.advance(STEP_SECONDS);
    await Promise.all([
      ...arrivals(plan, { guests, step: steps }),
      ...admitted.map((n) => guests.act(n)),
      ...departures(guests, steps),
      ...looks(plan, guests),
    ]);
    waiting = await admissions.settled(clock.now);
    if (guests.all.length === users && steps + 1 === plan.joinSteps) phases.done('joining');
  }
  await Promise.all((await admissions.news()).map((n) => guests.act(n)));
  await clock.advance(CLOCK_SECONDS.activeSeconds);
  phases.done('serving the rest');

  const { outcome, violations } = await judge({ api, sql }, { concertId, users, now: clock.now });
  violations.push(...guests.violations);
  if (outcome.completed !== buyers) {
    violations.push(`${outcome.completed} bought, ${buyers} came to buy as many seats`);
  }
  phases.done('checking');
  print(
    table('A simulated sale', [
      ...outcomeLines(outcome),
      ['most active, a minute', `${maxActive}, ${admitPerMinute}`],
      ['positions polled for', guests.polls],
      ['calls', api.calls],
      ['of these made again after SERVICE_UNAVAILABLE', api.unavailable],
      ['broken connections', api.broken],
      ['simulated time', seconds(clock.now.getTime() - now.getTime())],
      ['longest wait for the servers to admit', seconds(admissions.longestSettling)],
      ...phases.lines,
    ]),
  );
  print(verdictText(violations));
  return violations.length === 0 ? 0 : 1;
}

function arrivals(plan: LineUp, { guests, step }: { guests: Guests; step: number }) {
  const joins: Promise<void>[] = [];
  const end = joinedAfter(plan, step + 1);
  for (let n = joinedAfter(plan, step); n < end; n++) joins.push(guests.join(n, step));
  return joins;
}

/** Those who lose patience in the line. */
const departures = (guests: Guests, step: number): Promise<void>[] =>
  guests.all
    .filter((guest) => !guest.done && step === guest.joinedInStep + PATIENCE_STEPS)
    .filter(({ n }) => planOf(n) === 'quit')
    .map((guest) => guests.leave(guest));

const looks = ({ sampleEvery }: LineUp, guests: Guests): Promise<void>[] =>
  guests.all
    .filter(({ n, done }) => n % sampleEvery === 0 && !done)
    .map((guest) => guests.poll(guest));
