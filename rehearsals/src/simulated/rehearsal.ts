import { checkSale } from '../checks.ts';
import type { RehearsalOptions } from '../command.ts';
import { createConcertFixture } from '../concert-fixture.ts';
import { type Environment, withEnvironment } from '../environment.ts';
import { formatTable, formatViolations, outcomeRows, PhaseTimer, seconds } from '../report.ts';
import { insertUsers } from '../users.ts';
import { AdmissionMonitor } from './admission-monitor.ts';
import { createLoadPlan, joinedBefore, type LoadPlan, scenarioOf } from './load-plan.ts';
import { SharedClock } from './shared-clock.ts';
import { SimulatedUsers } from './simulated-users.ts';

/** How far each step moves the clock. */
const STEP_SECONDS = 5;
/** Users whose scenario is `leaveQueue` leave so many steps after their join. */
const LEAVE_AFTER_STEPS = 2;
/** A sale of 3,000 users takes 71 steps; more than this means that it does not end. */
const MAX_STEPS = 1_000;
/** To each server. */
const CONNECTIONS = 1_000;
const CLOCK_SECONDS = { activeSeconds: 60, claimSeconds: 20, pollAfterSeconds: 5 };

/** Runs a whole sale on two servers whose clock the rehearsal moves as fast as they keep up. */
export async function rehearse({ users, signal, print }: RehearsalOptions): Promise<number> {
  const clock = new Date();
  const env = { NODE_ENV: 'production', TOPUP: 'open' };
  const options = { servers: 2, durable: false, env, connections: CONNECTIONS, clock, signal };
  return withEnvironment(options, (environment) =>
    runSale(environment, { plan: createLoadPlan(users), now: clock, print }),
  );
}

async function runSale(
  { api, sql, servers, signal }: Environment,
  { plan, now, print }: { plan: LoadPlan; now: Date; print: RehearsalOptions['print'] },
): Promise<number> {
  const phases = new PhaseTimer();
  const { users, buyers, maxActive, admitPerMinute } = plan;
  await insertUsers(sql, users);
  const queue = { maxActive, admitPerMinute, ...CLOCK_SECONDS };
  const concert = await createConcertFixture(api, sql, { seats: buyers, now, queue });
  const { concertId } = concert;
  const clock = new SharedClock(servers, sql, { now, concertId });
  const joined = new SimulatedUsers(api, concert);
  const admissions = new AdmissionMonitor(sql, concertId);
  phases.end('preparation');

  let step = 0;
  for (let waiting = 1; waiting > 0 || joined.all.length < users; step++) {
    signal.throwIfAborted();
    if (step > MAX_STEPS) throw new Error(`${waiting} users still wait after ${step} steps`);
    const admitted = await admissions.takeNewlyAdmitted();
    await clock.advance(STEP_SECONDS);
    await Promise.all([
      ...startJoins(plan, joined, step),
      ...admitted.map((n) => joined.usePass(n)),
      ...startLeaves(joined, step),
      ...startPolls(plan, joined),
    ]);
    waiting = await admissions.waitUntilAdmitted(clock.now);
    if (joined.all.length === users && step + 1 === plan.joinSteps) phases.end('joins');
  }
  await Promise.all((await admissions.takeNewlyAdmitted()).map((n) => joined.usePass(n)));
  await clock.advance(CLOCK_SECONDS.activeSeconds);
  phases.end('rest of the sale');

  const sold = { concertId, users, now: clock.now };
  const { outcome, violations } = await checkSale({ api, sql }, sold);
  violations.push(...joined.violations);
  if (outcome.completed !== buyers) {
    violations.push(`${outcome.completed} of ${buyers} buyers bought a seat`);
  }
  phases.end('checks');
  print(
    formatTable('A simulated sale', [
      ...outcomeRows(outcome),
      ['maxActive, admitPerMinute', `${maxActive}, ${admitPerMinute}`],
      ['polls', joined.polls],
      ['calls answered', api.calls],
      ['of these repeated after SERVICE_UNAVAILABLE', api.unavailable],
      ['broken connections', api.broken],
      ['simulated time', seconds(clock.now.getTime() - now.getTime())],
      ['longest real time until all allowed were admitted', seconds(admissions.longestWait)],
      ...phases.rows,
    ]),
  );
  print(formatViolations(violations));
  return violations.length === 0 ? 0 : 1;
}

function startJoins(plan: LoadPlan, users: SimulatedUsers, step: number): Promise<void>[] {
  const joins: Promise<void>[] = [];
  const end = joinedBefore(plan, step + 1);
  for (let n = joinedBefore(plan, step); n < end; n++) joins.push(users.join(n, step));
  return joins;
}

const startLeaves = (users: SimulatedUsers, step: number): Promise<void>[] =>
  users.all
    .filter(({ done, joinedInStep }) => !done && step === joinedInStep + LEAVE_AFTER_STEPS)
    .filter(({ n }) => scenarioOf(n) === 'leaveQueue')
    .map((user) => users.leave(user));

const startPolls = ({ pollEvery }: LoadPlan, users: SimulatedUsers): Promise<void>[] =>
  users.all.filter(({ n, done }) => n % pollEvery === 0 && !done).map((user) => users.poll(user));
