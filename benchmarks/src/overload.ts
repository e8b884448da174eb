import { setTimeout as sleep } from 'node:timers/promises';
import { admitOne } from './admit-one.ts';
import { BENCH_SECRETS, type Environment, withEnvironment } from './environment.ts';
import { createConcert } from './fixtures.ts';
import { bearerOf } from './http-load.ts';
import { inParallel } from './measure.ts';
import { Crowd, type Sale } from './overload/crowd.ts';
import { giveLoadItsOwnCore } from './overload/own-core.ts';
import { RawClient } from './overload/raw-client.ts';
import { Tally } from './overload/tally.ts';
import { postgresSeconds } from './postgres-time.ts';
import { type ServerProcess, startServer } from './server-process.ts';

/**
 * Measures what a server does that is asked for more than it can do. First as many units of work a second as it can do
 * in a closed loop: each is a journey (join, ticket, hold, payment), 12 polls and 3 reads. Then an open loop at 1,
 * 2 and 4 times that: whatever the server does, the next unit comes. With the folder of another
 * version of this repository as argument, the same on that one first. Linux only.
 */
const WORKERS = 24;
const CAPACITY_SECONDS = 6;
const LOAD_SECONDS = 15;
/** Journeys that are finished before are not counted: the first ones have to begin. */
const WARM_UP_SECONDS = 5;
/** After a load the last calls end. */
const REST_MILLISECONDS = 5_500;
const TIMES = [1, 2, 4];
const WAITING = 2_000;
/** In the queue of those who wait there is room for one more as often. */
const ADMIT_MILLISECONDS = 500;
const PLACES = 60_000;

const INSERT_BUYERS = {
  name: 'bench-insert-buyers',
  text: `
    with added as (
      insert into app_user (id, name)
      select gen_random_uuid(), 'buyer' from generate_series(1, $1::int) returning id
    ), accounts as (insert into account (user_id, balance) select id, 0 from added)
    select id from added`,
  seconds: 120,
};
async function createSale(environment: Environment): Promise<Sale & { waitingId: string }> {
  const { services, ctx } = environment;
  const { concertId, performanceId } = await createConcert(environment, PLACES);
  const { concertId: waitingId } = await createConcert(environment, 100);
  const operator = await services.session.devSignIn({ name: 'operator', role: 'operator' });
  const by = { userId: operator.id, service: false };
  await services.admin.configureQueue(by, { concertId: waitingId, maxActive: 0 });
  const rows = await ctx.sql.rows<{ id: string }>(INSERT_BUYERS, [PLACES + WAITING]);
  await ctx.sql.rows({ name: 'bench-analyze', text: 'analyze' }, []);
  const ids = rows.map(({ id }) => id);
  const waiting: Record<string, string>[] = [];
  await inParallel(WAITING, async () => {
    const userId = ids.pop() ?? '';
    const { token } = await services.queue.join(
      { userId, service: false },
      { concertId: waitingId },
    );
    const authorization = `Bearer ${bearerOf(userId, BENCH_SECRETS.auth)}`;
    waiting.push({ authorization, 'x-queue-token': token });
  });
  // The first ones are admitted during the load, and are asked for no more.
  waiting.splice(0, WAITING / 4);
  let place = 0;
  const nextUser = () => {
    const userId = ids.pop();
    return userId === undefined || place >= PLACES ? null : { userId, place: place++ };
  };
  return { concertId, performanceId, waitingId, waiting, nextUser };
}

/** Units a second in a closed loop. */
async function capacityOf(crowd: Crowd): Promise<{ perSecond: number; tally: Tally }> {
  const tally = new Tally();
  const start = performance.now();
  const end = start + CAPACITY_SECONDS * 1000;
  const work = async () => {
    while (performance.now() < end) await crowd.unit(tally);
  };
  await Promise.all(Array.from({ length: WORKERS }, work));
  return { perSecond: tally.journeys / ((performance.now() - start) / 1000), tally };
}

/** An open loop: units begin at this rate, at random distances. Returns when the load ends, not its last call. */
async function openLoop(crowd: Crowd, perSecond: number): Promise<Tally> {
  const tally = new Tally(performance.now() + WARM_UP_SECONDS * 1000);
  const end = performance.now() + LOAD_SECONDS * 1000;
  let next = performance.now();
  while (next < end) {
    next += (-Math.log(1 - Math.random()) / perSecond) * 1000;
    const wait = next - performance.now();
    if (wait > 1) await sleep(wait);
    void crowd.unit(tally);
  }
  return tally;
}

/** Seconds until ten polls one after the other take no longer than most of the closed loop; 15 at most. */
async function recoveryOf(crowd: Crowd, milliseconds: number): Promise<number> {
  const start = performance.now();
  for (let fast = 0; fast < 10 && performance.now() - start < 15_000; ) {
    const began = performance.now();
    const isAnswered = await crowd.poll(new Tally());
    fast = isAnswered && performance.now() - began <= milliseconds ? fast + 1 : 0;
  }
  return (performance.now() - start) / 1000;
}

/** Makes room for one more again and again, and returns the longest time until somebody was admitted, in seconds. */
async function slowestAdmission(
  environment: Environment,
  concertId: string,
  isOver: () => boolean,
): Promise<number> {
  let slowest = 0;
  while (!isOver()) {
    slowest = Math.max(slowest, await admitOne(environment, concertId));
    await sleep(ADMIT_MILLISECONDS);
  }
  return slowest;
}

/** Seconds of processor time so far: of the server, of Postgres, and of this process, which makes the load. */
async function processorTimes(environment: Environment, server: ServerProcess): Promise<number[]> {
  const { user, system } = process.cpuUsage();
  const ofLoad = (user + system) / 1e6;
  return [server.processorTime() / 1_000, await postgresSeconds(environment), ofLoad];
}

async function measure(environment: Environment, name: string, checkout?: string): Promise<void> {
  const sale = await createSale(environment);
  const server = await startServer(environment, checkout);
  const isApart = await giveLoadItsOwnCore(environment, server.pid);
  console.log(isApart ? 'The load has a core for itself.' : 'The load shares the cores.');
  const client = new RawClient(server.url);
  const crowd = new Crowd(client, sale);
  await capacityOf(crowd);
  const before = server.processorTime();
  const { perSecond, tally } = await capacityOf(crowd);
  const usual = tally.delay('poll', 0.9);
  const cost = (server.processorTime() - before) / tally.journeys;
  console.log(
    `${name}: ${perSecond.toFixed(0)} units a second in a closed loop, ` +
      `${cost.toFixed(2)} ms of the server's processor time each`,
  );
  for (const times of TIMES) {
    let over = false;
    const admissions = slowestAdmission(environment, sale.waitingId, () => over);
    const used = await processorTimes(environment, server);
    const load = await openLoop(crowd, perSecond * times);
    const [ofServer, ofPostgres, ofLoad] = (await processorTimes(environment, server)).map(
      (seconds, i) => ((seconds - (used[i] ?? 0)) / LOAD_SECONDS).toFixed(2),
    );
    over = true;
    const done = load.journeys / (LOAD_SECONDS - WARM_UP_SECONDS);
    crowd.hasLeft = true;
    const recovery = await recoveryOf(crowd, usual);
    const { now, most } = server.memory();
    console.log(
      `  at ${times} times: ${done.toFixed(0)} journeys a second (${(done / perSecond).toFixed(2)}), ` +
        `recovered after ${recovery.toFixed(1)} s, the slowest admission took ` +
        `${(await admissions).toFixed(1)} s, ${now.toFixed(0)} MB, at most ${most.toFixed(0)} MB`,
    );
    for (const line of load.lines(LOAD_SECONDS)) console.log(line);
    console.log(`    cores: server ${ofServer}, Postgres ${ofPostgres}, load ${ofLoad}`);
    await sleep(REST_MILLISECONDS);
    crowd.hasLeft = false;
  }
  client.close();
  await server.stop();
}

await withEnvironment(async (environment) => {
  const [baseline] = process.argv.slice(2);
  if (baseline) await measure(environment, 'the baseline', baseline);
  await measure(environment, 'this version');
});
