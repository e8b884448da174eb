import { checkSale } from '../checks.ts';
import type { RehearsalOptions } from '../command.ts';
import { createConcertFixture } from '../concert-fixture.ts';
import { type Environment, withEnvironment } from '../environment.ts';
import { formatTable, formatViolations, outcomeRows, PhaseTimer, seconds } from '../report.ts';
import { insertUsers } from '../users.ts';
import { AdmissionMonitor } from './admission-monitor.ts';
import { createLoadPlan, joinedAfter, type LoadPlan, scenarioOf } from './load-plan.ts';
import { SharedClock } from './shared-clock.ts';
import { SimulatedUsers } from './simulated-users.ts';

const STEP_SECONDS = 5;
/** Whoever leaves the line does so after that many steps. */
const PATIENCE_STEPS = 2;
/** A sale that does not end by then never will. */
const MAX_STEPS = 1_000;
const CONNECTIONS = 1_000;
const CLOCK_SECONDS = { activeSeconds: 60, claimSeconds: 20, pollAfterSeconds: 5 };

/** A whole sale on two servers and a clock that the rehearsal moves. The exit code. */
export async function simulate({ users, signal, print }: RehearsalOptions): Promise<number> {
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
  const fixture = await createConcertFixture(api, sql, { seats: buyers, now, queue });
  const { concertId } = fixture;
  const clock = new SharedClock(servers, sql, { now, concertId });
  const simulatedUsers = new SimulatedUsers(api, fixture);
  const admissionMonitor = new AdmissionMonitor(sql, concertId);
  phases.done('preparing');

  let steps = 0;
  for (let waiting = 1; waiting > 0 || simulatedUsers.all.length < users; steps++) {
    signal.throwIfAborted();
    if (steps > MAX_STEPS) throw new Error(`${waiting} still wait after ${steps} steps`);
    const admitted = await admissionMonitor.takeNewlyAdmitted();
    await clock.advance(STEP_SECONDS);
    await Promise.all([
      ...arrivals(plan, { simulatedUsers, step: steps }),
      ...admitted.map((n) => simulatedUsers.act(n)),
      ...departures(simulatedUsers, steps),
      ...looks(plan, simulatedUsers),
    ]);
    waiting = await admissionMonitor.waitUntilAdmitted(clock.now);
    if (simulatedUsers.all.length === users && steps + 1 === plan.joinSteps) phases.done('joining');
  }
  await Promise.all((await admissionMonitor.takeNewlyAdmitted()).map((n) => simulatedUsers.act(n)));
  await clock.advance(CLOCK_SECONDS.activeSeconds);
  phases.done('serving the rest');

  const { outcome, violations } = await checkSale(
    { api, sql },
    { concertId, users, now: clock.now },
  );
  violations.push(...simulatedUsers.violations);
  if (outcome.completed !== buyers) {
    violations.push(`${outcome.completed} bought, ${buyers} came to buy as many seats`);
  }
  phases.done('checking');
  print(
    formatTable('A simulated sale', [
      ...outcomeRows(outcome),
      ['most active, a minute', `${maxActive}, ${admitPerMinute}`],
      ['positions polled for', simulatedUsers.polls],
      ['calls', api.calls],
      ['of these made again after SERVICE_UNAVAILABLE', api.unavailable],
      ['broken connections', api.broken],
      ['simulated time', seconds(clock.now.getTime() - now.getTime())],
      ['longest wait for the servers to admit', seconds(admissionMonitor.longestWait)],
      ...phases.lines,
    ]),
  );
  print(formatViolations(violations));
  return violations.length === 0 ? 0 : 1;
}

function arrivals(
  plan: LoadPlan,
  { simulatedUsers, step }: { simulatedUsers: SimulatedUsers; step: number },
) {
  const joins: Promise<void>[] = [];
  const end = joinedAfter(plan, step + 1);
  for (let n = joinedAfter(plan, step); n < end; n++) joins.push(simulatedUsers.join(n, step));
  return joins;
}

/** Those who lose patience in the line. */
const departures = (simulatedUsers: SimulatedUsers, step: number): Promise<void>[] =>
  simulatedUsers.all
    .filter((user) => !user.done && step === user.joinedInStep + PATIENCE_STEPS)
    .filter(({ n }) => scenarioOf(n) === 'quit')
    .map((user) => simulatedUsers.leave(user));

const looks = ({ sampleEvery }: LoadPlan, simulatedUsers: SimulatedUsers): Promise<void>[] =>
  simulatedUsers.all
    .filter(({ n, done }) => n % sampleEvery === 0 && !done)
    .map((user) => simulatedUsers.poll(user));
