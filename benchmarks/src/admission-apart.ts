import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { arena } from '@frontrow/database/seeds/venues/arena';
import type { MapAnswers, MapVisitors } from './admission-apart/map-visitors.ts';
import { admitOne } from './admit-one.ts';
import { BENCH_SECRETS, type Environment, withEnvironment } from './environment.ts';
import { createAdmittedUsers, createConcert, createHouse } from './fixtures.ts';
import { bearerOf, queryOf } from './http-load.ts';
import { inParallel, median, percentile } from './measure.ts';
import { RawClient } from './overload/raw-client.ts';
import { startServer } from './server-process.ts';

/**
 * Measures what visitors who load large seat maps cost another concert: how long it takes until somebody is admitted
 * there when there is room, and what becomes of the polls of those who wait. The arguments are folders of other versions of this
 * repository, with their packages; each runs in turn with this one. Linux only.
 */
const VISITORS = 150;
const POLLERS = 40;
const POLL_MILLISECONDS = 500;
const LOAD_SECONDS = 20;
const ADMIT_MILLISECONDS = 400;
const CALL_MILLISECONDS = 20_000;
const ROUNDS = 1;

type Headers = Record<string, string>;

interface Sale {
  /** The address of the map. */
  map: string;
  visitors: Headers[];
  waitingId: string;
  waiting: Headers[];
}

const bearer = (userId: string): Headers => ({
  authorization: `Bearer ${bearerOf(userId, BENCH_SECRETS.auth)}`,
});

async function createSale(environment: Environment): Promise<Sale> {
  const { services } = environment;
  const house = await createHouse(environment, arena());
  const { concertId: waitingId } = await createConcert(environment, 100);
  const operator = await services.session.devSignIn({ name: 'operator', role: 'operator' });
  const by = { userId: operator.id, service: false };
  await services.admin.configureQueue(by, { concertId: waitingId, maxActive: 0 });
  const tokenOf = async (userId: string, concertId: string): Promise<Headers> => {
    const { token } = await services.queue.join({ userId, service: false }, { concertId });
    return { ...bearer(userId), 'x-queue-token': token };
  };
  const admitted = await createAdmittedUsers(environment, house, VISITORS);
  const visitors = await Promise.all(
    admitted.map(({ caller }) => tokenOf(caller.userId, house.concertId)),
  );
  const waiting: Headers[] = [];
  await inParallel(2_000, async (n) => {
    const { id } = await services.session.devSignIn({ name: `waits ${n}` });
    waiting.push(await tokenOf(id, waitingId));
  });
  console.log(`The map has ${house.seatIds.length} places.`);
  const map = queryOf('concert.seatMap', { performanceId: house.performanceId });
  // The first ones are admitted meanwhile.
  return { map, visitors, waitingId, waiting: waiting.slice(-POLLERS) };
}

/** Makes room for one more again and again. Returns the seconds until each was admitted. */
async function admissionsOf(environment: Environment, concertId: string, end: number) {
  const seconds: number[] = [];
  while (performance.now() < end) {
    seconds.push(await admitOne(environment, concertId));
    await sleep(ADMIT_MILLISECONDS);
  }
  return seconds;
}

interface PollAnswers {
  milliseconds: number[];
  refused: number;
  lost: number;
}

/** Each of those who wait polls again and again. */
async function pollsOf(client: RawClient, waiting: Headers[], end: number): Promise<PollAnswers> {
  const answers: PollAnswers = { milliseconds: [], refused: 0, lost: 0 };
  const work = waiting.map(async (headers, n) => {
    await sleep((POLL_MILLISECONDS * n) / waiting.length);
    while (performance.now() < end) {
      const start = performance.now();
      const request = { method: 'GET' as const, path: '/trpc/queue.status', headers };
      const answer = await client.send(request, CALL_MILLISECONDS);
      if (answer?.status === 200) answers.milliseconds.push(performance.now() - start);
      else if (answer?.status === 503) answers.refused++;
      else if (answer) throw new Error(`${answer.status}: ${answer.body}`);
      else answers.lost++;
      await sleep(POLL_MILLISECONDS);
    }
  });
  await Promise.all(work);
  return answers;
}

/** In a thread of their own, so that the other figures do not have the time of the visitors' answers in them. */
async function visit(visit: MapVisitors): Promise<MapAnswers> {
  const thread = new Worker(new URL('./admission-apart/map-visitors.ts', import.meta.url), {
    workerData: visit,
  });
  const [answers] = (await once(thread, 'message')) as [MapAnswers];
  return answers;
}

async function measure(environment: Environment, sale: Sale, checkout?: string): Promise<void> {
  const server = await startServer(environment, checkout);
  const client = new RawClient(server.url);
  const end = performance.now() + LOAD_SECONDS * 1000;
  const [maps, polls, admissions] = await Promise.all([
    visit({ url: server.url + sale.map, visitors: sale.visitors, seconds: LOAD_SECONDS }),
    pollsOf(client, sale.waiting, end),
    admissionsOf(environment, sale.waitingId, end),
  ]);
  client.close();
  await server.stop();
  const times = (values: number[]) =>
    `${values.length} (p50 ${median(values).toFixed(0)} ms, p99 ${percentile(values, 0.99).toFixed(0)} ms)`;
  console.log(
    `  ${checkout ?? 'this version'}: admitted elsewhere after ${median(admissions).toFixed(2)} s, ` +
      `at most ${Math.max(...admissions).toFixed(2)} s (${admissions.length} times)\n` +
      `    polls ${times(polls.milliseconds)}, ${polls.refused} refused, ${polls.lost} without an answer\n` +
      `    maps ${times(maps.milliseconds)}, ${maps.refused} refused`,
  );
}

await withEnvironment(async (environment) => {
  const sale = await createSale(environment);
  const checkouts = [...process.argv.slice(2), undefined];
  console.log(`${VISITORS} visitors load it for ${LOAD_SECONDS} s:`);
  for (let round = 0; round < ROUNDS; round++) {
    for (const checkout of checkouts) await measure(environment, sale, checkout);
  }
});
