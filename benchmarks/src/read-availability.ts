import { get } from 'node:http';
import { arena } from '@frontrow/database/seeds/venues/arena';
import { BENCH_SECRETS, type Environment, withEnvironment } from './environment.ts';
import { bearerOf, type Load, loadFor, queryOf, read } from './http-load.ts';
import { median } from './measure.ts';
import { type ServerProcess, startServer } from './server-process.ts';

/**
 * Measures what readers of seats cost a server, over HTTP: maps by letters, changes only, maps by id, and dates, in
 * turn, with 32 readers, on the demo's arena and on a house of 60,000; then the same while others hold and release
 * seats; then 1,000 open streams and a change every 300 ms. Half of each house is sold at random.
 */
const READERS = 32;
const BUYERS = 8;
const ROUNDS = 3;
const SECONDS = 1;
const STREAMS = 1_000;
const STREAMS_PER_USER = 8;
const CHANGES = 20;
const CHANGE_MILLISECONDS = 300;

interface Visitor {
  userId: string;
  headers: Record<string, string>;
}

interface House {
  name: string;
  concertId: string;
  performanceId: string;
  visitors: Visitor[];
}

const SELL_HALF = {
  name: 'bench-sell-half',
  text: `
    update seat set sold = true, reservation_id = gen_random_uuid(), holder_id = gen_random_uuid()
    where performance_id = $1 and random() < 0.5`,
  seconds: 60,
};

type Made = Pick<House, 'concertId' | 'performanceId'>;

async function createHouse({ services, ctx }: Environment, name: string): Promise<Made> {
  const { id } = await services.session.devSignIn({ name: 'operator', role: 'operator' });
  const operator = { userId: id, service: false };
  const { id: concertId } = await services.admin.createConcert(operator, {
    ...{ title: name, artist: 'Bench', venue: 'Bench', description: '', holdLimit: 4 },
    queue: { maxActive: 1_000_000, admitPerMinute: 1_000_000, activeSeconds: 7_200 },
  });
  const startsAt = new Date(Date.now() + 86_400_000);
  const common = { concertId, startsAt, timezone: 'UTC', orphanRule: 'off' as const };
  const sections = Array.from({ length: 20 }, (_, n) => ({
    ...{ name: `Block ${n}`, rows: 30, seatsPerRow: 100, price: 1_000 },
  }));
  const charted = async () => {
    const chart = arena();
    const { chartId } = await services.admin.createChart(operator, { name, chart });
    const categories = [...new Set(chart.sections.map(({ category }) => category))];
    return { chartId, prices: Object.fromEntries(categories.map((each) => [each, 1_000])) };
  };
  const { performanceId } = await services.admin.createPerformance(operator, {
    ...common,
    ...(name === 'arena' ? await charted() : { sections }),
  });
  await ctx.sql.rows(SELL_HALF, [performanceId]);
  return { concertId, performanceId };
}

async function createVisitors(
  { services }: Environment,
  concertId: string,
  count: number,
): Promise<Visitor[]> {
  const visitors: Visitor[] = [];
  for (let n = 0; n < count; n++) {
    const { id: userId } = await services.session.devSignIn({ name: `reader ${concertId} ${n}` });
    const { token } = await services.queue.join({ userId, service: false }, { concertId });
    const claims = services.queue.verifyToken(token);
    if (claims) await services.queue.claim(claims);
    const authorization = `Bearer ${bearerOf(userId, BENCH_SECRETS.auth)}`;
    visitors.push({ userId, headers: { authorization, 'x-queue-token': token } });
  }
  return visitors;
}

type Call = (visitor: Visitor, n: number) => Promise<Buffer>;

/** The ways to read a house. The first one is what the others are compared with. */
function waysOf({ url }: ServerProcess, { concertId, performanceId }: House): Map<string, Call> {
  const ask =
    (procedure: string, input: object, more: Record<string, string> = {}): Call =>
    ({ headers }) =>
      read(url + queryOf(procedure, input), { ...headers, ...more });
  const versions = new WeakMap<Visitor, number>();
  return new Map<string, Call>([
    ['seatMap', ask('concert.seatMap', { performanceId })],
    ['availability', ask('concert.availability', { performanceId })],
    [
      'availability, gzip',
      ask('concert.availability', { performanceId }, { 'accept-encoding': 'gzip' }),
    ],
    [
      'availability, changes',
      async (visitor) => {
        const sinceVersion = versions.get(visitor);
        const input = sinceVersion === undefined ? {} : { sinceVersion };
        const address = url + queryOf('concert.availability', { performanceId, ...input });
        const body = await read(address, visitor.headers);
        versions.set(visitor, Number(/"version":(\d+)/.exec(body.toString('latin1'))?.[1]));
        return body;
      },
    ],
    ['dates', ask('concert.dates', { concertId })],
  ]);
}

async function compareWays(server: ServerProcess, house: House): Promise<void> {
  const ways = waysOf(server, house);
  type Measured = Load & { processorTime: number };
  const loads = new Map<string, Measured[]>([...ways.keys()].map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, call] of ways) {
      const readers = house.visitors
        .slice(0, READERS)
        .map((visitor) => (n: number) => call(visitor, n));
      const before = server.processorTime();
      const load = await loadFor(SECONDS, readers);
      const processorTime = (server.processorTime() - before) / load.calls;
      loads.get(name)?.push({ ...load, processorTime });
    }
  }
  const first = loads.get('seatMap') ?? [];
  for (const [name, ofWay] of loads) {
    const perSecond = median(ofWay.map((load) => load.perSecond));
    const ratio = median(
      ofWay.map((load, n) => (first[n]?.processorTime ?? 0) / load.processorTime),
    );
    const cost = median(ofWay.map((load) => load.processorTime));
    const wait = median(ofWay.map((load) => load.medianMilliseconds));
    console.log(
      `${house.name}: ${name}: ${perSecond.toFixed(0)} a second, median ${wait.toFixed(0)} ms; ` +
        `${cost.toFixed(2)} ms of the server's processor time, seatMap takes ${ratio.toFixed(1)} times that; ` +
        `${ofWay.at(-1)?.bytes} bytes`,
    );
  }
}

async function freePlaces(
  server: ServerProcess,
  { performanceId, visitors }: Pick<House, 'performanceId' | 'visitors'>,
): Promise<number[]> {
  const address = server.url + queryOf('concert.availability', { performanceId });
  const map = await read(address, visitors[0]?.headers ?? {});
  const letters = /"places":"([^"]*)"/.exec(map.toString('latin1'))?.[1] ?? '';
  return [...letters].flatMap((letter, place) => (letter === 'A' ? [place] : []));
}

/** Holds and releases one seat again and again, as fast as it goes. Returns the holds a second. */
async function holdAndRelease(
  server: ServerProcess,
  { performanceId, visitors }: House,
  isOver: () => boolean,
): Promise<number> {
  const start = performance.now();
  let holds = 0;
  const post = async (procedure: string, headers: Record<string, string>, input: object) => {
    const response = await fetch(`${server.url}/trpc/${procedure}`, {
      ...{ method: 'POST', body: JSON.stringify({ json: input }) },
      headers: { ...headers, 'content-type': 'application/json' },
    });
    const answer = await response.text();
    if (!response.ok) throw new Error(answer);
    return JSON.parse(answer) as { result: { data: { json: { id: string } } } };
  };
  const free = await freePlaces(server, { performanceId, visitors });
  const buyers = visitors.slice(READERS, READERS + BUYERS).map(async ({ headers }, n) => {
    while (!isOver()) {
      const held = await post('reservation.hold', headers, { performanceId, places: [free[n]] });
      holds++;
      const { id: reservationId } = held.result.data.json;
      await post('reservation.release', headers, { reservationId });
    }
  });
  await Promise.all(buyers);
  return holds / ((performance.now() - start) / 1000);
}

async function readWhileSelling(server: ServerProcess, house: House): Promise<void> {
  const call = waysOf(server, house).get('availability, changes');
  if (!call) throw new Error('there is no such way');
  for (const readers of [0, READERS]) {
    let over = false;
    const selling = holdAndRelease(server, house, () => over);
    const calls = house.visitors
      .slice(0, readers)
      .map((visitor) => (n: number) => call(visitor, n));
    const load = await loadFor(2 * SECONDS, readers > 0 ? calls : [idle]);
    over = true;
    const holds = await selling;
    const reads = readers > 0 ? load.perSecond : 0;
    console.log(
      `${house.name}: while ${BUYERS} buyers hold and release: ${holds.toFixed(0)} holds a second ` +
        `with ${reads.toFixed(0)} reads a second`,
    );
  }
}

const idle = async () => {
  await new Promise((resolve) => setTimeout(resolve, 50));
  return Buffer.alloc(0);
};

/** Opens streams, changes a place again and again, and tells what that costs the server. */
async function watch(environment: Environment, server: ServerProcess, house: House): Promise<void> {
  const { services } = environment;
  const { id } = await services.session.devSignIn({ name: 'operator', role: 'operator' });
  const operator = { userId: id, service: false };
  const { performanceId, visitors } = house;
  const address = server.url + queryOf('concert.watchAvailability', { performanceId });
  const free = await freePlaces(server, house);
  const counts = new Array<number>(STREAMS).fill(0);
  const cut = new AbortController();
  const streams = counts.map((_, n) => {
    const headers = visitors[Math.floor(n / STREAMS_PER_USER)]?.headers ?? {};
    const request = get(address, { headers, agent: false, signal: cut.signal }, (response) => {
      response.on('data', (data: Buffer) => {
        counts[n] = (counts[n] ?? 0) + (data.includes('"version"') ? 1 : 0);
      });
      response.on('error', () => {});
    });
    return request.on('error', () => {});
  });
  const allHave = async (events: number) => {
    while (counts.some((count) => count < events)) await new Promise((r) => setTimeout(r, 5));
  };
  await allHave(1);
  const idleTime = await processorTimeOf(server, () => new Promise((r) => setTimeout(r, 3_000)));
  const waits: number[] = [];
  const busyTime = await processorTimeOf(server, async () => {
    for (let n = 0; n < CHANGES; n++) {
      const began = performance.now();
      const change = n % 2 === 0 ? services.admin.blockPlaces : services.admin.unblockPlaces;
      await change(operator, { performanceId, places: free.slice(n >> 1, (n >> 1) + 1) });
      await allHave(n + 2);
      waits.push(performance.now() - began);
      await new Promise((r) => setTimeout(r, CHANGE_MILLISECONDS));
    }
  });
  cut.abort();
  for (const stream of streams) stream.destroy();
  console.log(
    `${house.name}: ${STREAMS} streams: ${(idleTime.share * 100).toFixed(1)} % of a core without a change; ` +
      `${(busyTime.milliseconds / CHANGES).toFixed(0)} ms of processor time a change ` +
      `(${(busyTime.share * 100).toFixed(0)} % of a core); the last stream has it after ` +
      `${median(waits).toFixed(0)} ms (median), ${Math.max(...waits).toFixed(0)} ms at most`,
  );
}

async function processorTimeOf(server: ServerProcess, work: () => Promise<unknown>) {
  const [start, before] = [performance.now(), server.processorTime()];
  await work();
  const milliseconds = server.processorTime() - before;
  return { milliseconds, share: milliseconds / (performance.now() - start) };
}

await withEnvironment(async (environment) => {
  const server = await startServer(environment);
  for (const name of ['arena', '60,000 places']) {
    const made = await createHouse(environment, name);
    const visitors = await createVisitors(environment, made.concertId, STREAMS / STREAMS_PER_USER);
    const house = { name, ...made, visitors };
    await compareWays(server, house);
    await readWhileSelling(server, house);
    await watch(environment, server, house);
  }
  await server.stop();
});
