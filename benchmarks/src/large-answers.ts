import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { admitOne } from './admit-one.ts';
import { BENCH_SECRETS, type Environment, withEnvironment } from './environment.ts';
import { createAdmittedUsers, createConcert } from './fixtures.ts';
import { bearerOf, queryOf, read } from './http-load.ts';
import { median } from './measure.ts';
import { type ServerProcess, startServer } from './server-process.ts';

/**
 * Measures what large answers of a house of 60,000 seats take: 16 full maps at once, each of another user, then a batch
 * of 100 lists of seats. Meanwhile others poll, and somebody is admitted in another queue again and again. With the
 * folder of another version of this repository as argument, the same on that one first. Linux only.
 */
const SEATS = 60_000;
const READERS = 16;
const BATCH = 100;
const ROUNDS = 3;
const POLL_MILLISECONDS = 20;

interface Answer {
  status: number;
  bytes: number;
  milliseconds: number;
}

/** Reads an answer to its end, whatever its status is; status 0 if the connection is lost. */
function ask(url: string, headers: Record<string, string>): Promise<Answer> {
  const start = performance.now();
  const done = (status: number, bytes: number) => ({
    ...{ status, bytes, milliseconds: performance.now() - start },
  });
  return new Promise((resolve) => {
    get(url, { headers, agent: false }, (response) => {
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
      });
      response.on('end', () => resolve(done(response.statusCode ?? 0, bytes)));
      response.on('error', () => resolve(done(0, bytes)));
    }).on('error', () => resolve(done(0, 0)));
  });
}

/** The same again as the server asks. */
async function persist(url: string, headers: Record<string, string>) {
  const start = performance.now();
  for (let refused = 0; ; refused++) {
    const answer = await ask(url, headers);
    if (answer.status !== 503) {
      return { ...answer, refused, milliseconds: performance.now() - start };
    }
    await sleep(1_000 * (1 + Math.random()));
  }
}

/** What others notice while something runs: the slowest poll and the slowest admission, in seconds. */
async function beside<Result>(
  environment: Environment,
  { concertId, poll }: { concertId: string; poll(): Promise<unknown> },
  run: () => Promise<Result>,
): Promise<{ result: Result; slowestPoll: number; slowestAdmission: number }> {
  let isOver = false;
  const repeat = async (pause: number, secondsOf: () => Promise<number>) => {
    let slowest = 0;
    while (!isOver) {
      slowest = Math.max(slowest, await secondsOf());
      await sleep(pause);
    }
    return slowest;
  };
  const secondsToPoll = async () => {
    const start = performance.now();
    await poll();
    return (performance.now() - start) / 1_000;
  };
  const others = [
    repeat(POLL_MILLISECONDS, secondsToPoll),
    repeat(100, () => admitOne(environment, concertId)),
  ];
  const result = await run();
  isOver = true;
  const [slowestPoll = 0, slowestAdmission = 0] = await Promise.all(others);
  return { result, slowestPoll, slowestAdmission };
}

async function measure(environment: Environment, name: string, checkout?: string): Promise<void> {
  const { services } = environment;
  const house = await createConcert(environment, SEATS);
  const { concertId } = await createConcert(environment, 100);
  const operator = await services.session.devSignIn({ name: 'operator', role: 'operator' });
  const by = { userId: operator.id, service: false };
  await services.admin.configureQueue(by, { concertId, maxActive: 0 });
  const waiting = await createAdmittedUsers(environment, { ...house, concertId }, 500);
  const readers = await createAdmittedUsers(environment, house, READERS + 1);
  const server = await startServer(environment, checkout);
  const headersOf = async ({ caller }: (typeof readers)[number], id: string) => {
    const { token } = await services.queue.join(caller, { concertId: id });
    return {
      authorization: `Bearer ${bearerOf(caller.userId, BENCH_SECRETS.auth)}`,
      'x-queue-token': token,
    };
  };
  const headers = await Promise.all(readers.map((reader) => headersOf(reader, house.concertId)));
  const last = waiting.at(-1);
  const own = last ? await headersOf(last, concertId) : {};
  const others = { concertId, poll: () => read(`${server.url}/trpc/queue.status`, own) };
  const { performanceId } = house;
  const map = `${server.url}${queryOf('concert.seatMap', { performanceId })}`;
  await persist(map, headers[0] ?? {});
  console.log(`${name}: ${server.memory().now.toFixed(0)} MB before`);
  for (let round = 1; round <= ROUNDS; round++) {
    const { result, ...noticed } = await beside(environment, others, () =>
      Promise.all(headers.slice(1).map((of) => persist(map, of))),
    );
    const times = result.map(({ milliseconds }) => milliseconds / 1_000);
    const refused = result.reduce((sum, each) => sum + each.refused, 0);
    console.log(
      `  ${READERS} maps of ${((result[0]?.bytes ?? 0) / 2 ** 20).toFixed(1)} MB at once: median ${median(times).toFixed(2)} s, ` +
        `the last ${Math.max(...times).toFixed(2)} s, ${refused} refused; ${lineOf(server, noticed)}`,
    );
  }
  const inputs = Array.from({ length: BATCH }, (_, n) => [n, { json: { performanceId } }]);
  const path = Array.from({ length: BATCH }, () => 'concert.seats').join();
  const batch = `${server.url}/trpc/${path}?batch=1&input=${encodeURIComponent(JSON.stringify(Object.fromEntries(inputs)))}`;
  const { result, ...noticed } = await beside(environment, others, () =>
    ask(batch, headers[0] ?? {}),
  );
  console.log(
    `  a batch of ${BATCH} lists: status ${result.status}, ${(result.bytes / 2 ** 20).toFixed(1)} MB in ` +
      `${(result.milliseconds / 1_000).toFixed(2)} s; ${lineOf(server, noticed)}`,
  );
  await server.stop();
}

const memoryOf = (server: ServerProcess): string => {
  const { now, most } = server.memory();
  return `${now.toFixed(0)} MB, at most ${most.toFixed(0)} MB`;
};

const lineOf = (
  server: ServerProcess,
  { slowestPoll, slowestAdmission }: { slowestPoll: number; slowestAdmission: number },
): string =>
  `the slowest poll took ${slowestPoll.toFixed(2)} s, the slowest admission ${slowestAdmission.toFixed(2)} s; ` +
  memoryOf(server);

await withEnvironment(async (environment) => {
  const [baseline] = process.argv.slice(2);
  if (baseline) await measure(environment, 'the baseline', baseline);
  await measure(environment, 'this version');
});
