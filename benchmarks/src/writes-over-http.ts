import { fileURLToPath } from 'node:url';
import { inParallel, median } from './measure.ts';
import type { RawClient } from './overload/raw-client.ts';
import { type ProcessorTime, type Product, startProduct } from './writes-over-http/product.ts';

/**
 * Compares what two versions do over HTTP with 256 calls in flight: joins, charges, holds and payments, the latter three
 * with idempotency keys. Each version has a database of its own; they run in turn. The argument is the folder of the
 * other version, with its packages. Linux only.
 */
const BUYERS = 2_000;
/** Measured rounds; one more runs before them and does not count. */
const ROUNDS = 5;
const IN_FLIGHT = 256;
const HERE = new URL('../..', import.meta.url);
const PRICE = 1_000;

interface Buyer {
  authorization: string;
  token?: string;
}

interface Version {
  name: string;
  product: Product;
  operator: Buyer;
  buyers: Buyer[];
}

async function call(
  client: RawClient,
  procedure: string,
  { input, by }: { input: object; by?: Buyer },
): Promise<Record<string, unknown>> {
  const request = {
    ...{ method: 'POST' as const, path: `/trpc/${procedure}` },
    headers: {
      ...(by ? { authorization: by.authorization } : {}),
      ...(by?.token ? { 'x-queue-token': by.token } : {}),
    },
    body: JSON.stringify({ json: input }),
  };
  // A server that is asked for more than it can do refuses some at once.
  for (;;) {
    const answer = await client.send(request, 60_000);
    if (answer?.status === 503) continue;
    if (answer?.status !== 200) throw new Error(`${procedure}: ${answer?.status} ${answer?.body}`);
    return JSON.parse(jsonIn(answer.body)).result.data.json;
  }
}

/** The answer of one call comes in one chunk. */
const jsonIn = (body: string) => body.slice(body.indexOf('{'), body.lastIndexOf('}') + 1);

const signIn = async (client: RawClient, name: string, role?: string): Promise<Buyer> => {
  const { accessToken } = await call(client, 'session.devSignIn', { input: { name, role } });
  return { authorization: `Bearer ${accessToken}` };
};

async function withBuyers(name: string, product: Product): Promise<Version> {
  const buyers: Buyer[] = [];
  await inParallel(BUYERS, async (n) => {
    buyers[n] = await signIn(product.client, `buyer ${n}`);
  });
  return { name, product, operator: await signIn(product.client, 'op', 'operator'), buyers };
}

interface Prepared {
  id: string;
  performanceId: string;
  items: { id: string }[];
}

/** Calls that are not measured. Times are passed as such. */
async function prepare(
  { product: { url } }: Version,
  path: string,
  { by, json, times = [] }: { by: Buyer | undefined; json?: object; times?: string[] },
) {
  const meta = { values: Object.fromEntries(times.map((name) => [name, ['Date']])) };
  const answer = await fetch(`${url}/trpc/${path}`, {
    headers: {
      ...{ authorization: by?.authorization ?? '', 'content-type': 'application/json' },
      ...(by?.token ? { 'x-queue-token': by.token } : {}),
    },
    ...(json ? { method: 'POST', body: JSON.stringify({ json, meta }) } : {}),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  const { result } = (await answer.json()) as { result: { data: { json: Prepared } } };
  return result.data.json;
}

/** A concert with a seat for each buyer, that admits everybody at once. */
async function createConcert(version: Version) {
  const by = version.operator;
  const { id: concertId } = await prepare(version, 'admin.createConcert', {
    by,
    json: {
      ...{ title: 'Bench', artist: 'Bench', venue: 'Bench', description: '', holdLimit: 4 },
      queue: { maxActive: 100_000, admitPerMinute: 100_000, claimSeconds: 600 },
    },
  });
  const sections = [{ name: 'S', rows: BUYERS / 100, seatsPerRow: 100, price: PRICE }];
  const startsAt = new Date(Date.now() + 86_400_000).toISOString();
  const { performanceId } = await prepare(version, 'admin.createPerformance', {
    by,
    json: { concertId, startsAt, timezone: 'UTC', sections },
    times: ['startsAt'],
  });
  return { concertId, performanceId };
}

async function seatsOf(version: Version, performanceId: string): Promise<{ id: string }[]> {
  const input = encodeURIComponent(JSON.stringify({ json: { performanceId } }));
  const [by] = version.buyers;
  return (await prepare(version, `concert.seats?input=${input}`, { by })).items;
}

const KINDS = ['join', 'charge', 'hold', 'pay'] as const;
type Kind = (typeof KINDS)[number];
type Measured = ProcessorTime & { speed: number };

async function measure(
  { product, buyers }: Version,
  one: (buyer: Buyer, n: number) => Promise<unknown>,
): Promise<Measured> {
  const before = product.processorTime();
  const speed = await inParallel(BUYERS, (n) => one(buyers[n] as Buyer, n), IN_FLIGHT);
  const after = product.processorTime();
  const perCall = (which: keyof ProcessorTime) => (after[which] - before[which]) / BUYERS;
  return { speed, node: perCall('node'), postgres: perCall('postgres') };
}

async function runRound(version: Version, round: number): Promise<Record<Kind, Measured>> {
  const { client } = version.product;
  const { concertId, performanceId } = await createConcert(version);
  for (const buyer of version.buyers) delete buyer.token;
  const join = await measure(version, async (by) => {
    const { token } = await call(client, 'queue.join', { by, input: { concertId } });
    by.token = String(token);
  });
  const keyed = (n: number) => ({ idempotencyKey: `bench-${round}-${n}` });
  const charge = await measure(version, (by, n) =>
    call(client, 'balance.charge', { by, input: { amount: PRICE, ...keyed(n) } }),
  );
  const seats = await seatsOf(version, performanceId);
  const held: unknown[] = [];
  const hold = await measure(version, async (by, n) => {
    const input = { performanceId, seatIds: [seats[n]?.id], ...keyed(n) };
    held[n] = (await call(client, 'reservation.hold', { by, input })).id;
  });
  const pay = await measure(version, (by, n) =>
    call(client, 'payment.pay', { by, input: { reservationId: held[n], ...keyed(n) } }),
  );
  return { join, charge, hold, pay };
}

async function compare(versions: [Version, Version]): Promise<void> {
  const rounds: [Record<Kind, Measured>[], Record<Kind, Measured>[]] = [[], []];
  for (let round = 0; round <= ROUNDS; round++) {
    for (const at of round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const)) {
      const measured = await runRound(versions[at], round);
      if (round > 0) rounds[at].push(measured);
    }
  }
  for (const kind of KINDS) {
    for (const at of [0, 1] as const) {
      const all = rounds[at].map((each) => each[kind]);
      const speeds = all.map(({ speed }) => Math.round(speed)).sort((a, b) => a - b);
      const of = (which: keyof Measured) => median(all.map((each) => each[which])).toFixed(0);
      const processor = `node ${of('node')}, Postgres ${of('postgres')} us`;
      const name = `${kind}, ${versions[at].name}`.padEnd(16);
      console.log(`${name} ${speeds.join(' ')} a second; processor: ${processor}`);
    }
    const ratio = (which: keyof Measured) =>
      median(
        rounds[1].map((each, n) => each[kind][which] / (rounds[0][n]?.[kind][which] ?? Number.NaN)),
      ).toFixed(2);
    const processor = `node ${ratio('node')}, Postgres ${ratio('postgres')}`;
    console.log(`${kind}: ${ratio('speed')} times as many, processor: ${processor}`);
  }
}

const [other] = process.argv.slice(2);
if (!other) throw new Error('the folder of the other version is missing');
const products = await Promise.all([other, fileURLToPath(HERE)].map(startProduct));
try {
  const [before, now] = products as [Product, Product];
  await compare([await withBuyers('before', before), await withBuyers('now', now)]);
} finally {
  await Promise.all(products.map((product) => product.stop()));
}
