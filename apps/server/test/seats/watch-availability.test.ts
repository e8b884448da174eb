import { chartOf } from '@frontrow/domain/testing/house';
import superjson from 'superjson';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type Live, startLive } from '../../testing/http/live.ts';
import { watchSeats } from '../../testing/http/seat-watcher.ts';
import { startServerProcess } from '../../testing/http/server-process.ts';

let live: Live;
beforeAll(async () => {
  live = await startLive({ HOLD_SECONDS: '1', WATCHES_PER_USER: '2' });
});
afterAll(() => live.close());

/** A house with one row of so many seats and a standing area, and users with passes. */
async function houseWith(seats: number, names: string[]) {
  const operator = live.client(await live.signIn('operator', 'operator'));
  const concert = { title: 'T', artist: 'A', venue: 'V', holdLimit: 10 };
  const { id: concertId } = await operator.admin.createConcert.mutate(concert);
  const chart = chartOf(['.'.repeat(seats)], 5);
  const { chartId } = await operator.admin.createChart.mutate({ name: 'A house', chart });
  const { performanceId } = await operator.admin.createPerformance.mutate({
    ...{ concertId, chartId, timezone: 'UTC', prices: { Seats: 1_000, Standing: 500 } },
    startsAt: new Date(Date.now() + 86_400_000),
  });
  const visitors: Visitor[] = [];
  for (const name of names) {
    const own = await live.signIn(`${name} ${concertId}`);
    const { token } = await live.client(own).queue.join.mutate({ concertId });
    const headers = { ...own, 'x-queue-token': token };
    const client = live.client(headers);
    await client.queue.status.query();
    visitors.push({ headers, client });
  }
  const [reader, buyer] = visitors as [Visitor, Visitor];
  return { performanceId, operator, reader, buyer };
}
interface Visitor {
  headers: Record<string, string>;
  client: ReturnType<Live['client']>;
}

const watching = (
  headers: Record<string, string>,
  input: { performanceId: string; sinceVersion?: number },
  url = live.server.url,
) => {
  const watcher = watchSeats(url, headers, input);
  onTestFinished(() => watcher.close());
  return watcher;
};

test('sends all places at once, then what changed, until a hold lapses by itself', async () => {
  const { performanceId, reader, buyer } = await houseWith(4, ['reader', 'buyer']);
  const watcher = watching(reader.headers, { performanceId });
  await watcher.until('all places', () => watcher.letters() === 'AAAA-----');
  await buyer.client.reservation.hold.mutate({
    performanceId,
    places: [1, 2],
    general: [{ section: 'Pit', quantity: 2 }],
  });
  await watcher.until('the hold', () => watcher.letters() === 'AHHA-----');
  await watcher.until('its end', () => watcher.letters() === 'AAAA-----');
  const [first, held, lapsed] = watcher.views;
  expect(watcher.views).toHaveLength(3);
  expect(first).toMatchObject({ full: true, general: [{ section: 'Pit', available: 5 }] });
  expect(held).toMatchObject({
    ...{ performanceId, full: false, mine: [] },
    changed: [
      [1, 'H'],
      [2, 'H'],
    ],
    general: [{ section: 'Pit', available: 3 }],
  });
  expect(lapsed).toMatchObject({ full: false, general: [{ section: 'Pit', available: 5 }] });
});

test('sends what another server changed, and who has what', async () => {
  const { performanceId, operator, reader } = await houseWith(4, ['reader']);
  const other = await startServerProcess({ databaseUrl: live.databaseUrl });
  onTestFinished(() => other.kill());
  const { version } = await reader.client.concert.availability.query({ performanceId });
  const here = watching(reader.headers, { performanceId, sinceVersion: version });
  const there = watching(reader.headers, { performanceId, sinceVersion: version }, other.url);
  await here.until('nothing new', () => here.views[0]?.changed?.length === 0);
  await there.until('all places', () => there.views[0]?.full === true);
  await operator.admin.blockPlaces.mutate({ performanceId, places: [3] });
  await reader.client.reservation.hold.mutate({ performanceId, places: [0] });
  await there.until('both', () => there.letters() === 'HAAB-----');
  await here.until('both', () => here.views.flatMap(({ changed = [] }) => changed).length >= 2);
  for (const { views } of [here, there]) {
    const last = views.at(-1);
    expect(last?.mine).toEqual([0]);
    const versions = views.map((view) => view.version);
    expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
  }
});

test('ends with the pass, and takes no more streams of a user than may be', async () => {
  const { performanceId, reader } = await houseWith(4, ['reader']);
  const open = [0, 1].map(() => watching(reader.headers, { performanceId }));
  for (const watcher of open) await watcher.until('places', () => watcher.views.length === 1);
  const third = watching(reader.headers, { performanceId });
  await third.until('the refusal', () => third.ended);
  expect(third).toMatchObject({ error: 'RATE_LIMITED', views: [] });
  await reader.client.queue.leave.mutate();
  for (const watcher of open) {
    await watcher.until('the end', () => watcher.ended);
    expect(watcher).toMatchObject({ error: 'QUEUE_TOKEN_EXPIRED', views: [{ full: true }] });
  }
});

test('ends when the server stops, so that clients come back elsewhere', async () => {
  const { performanceId, reader } = await houseWith(4, ['reader']);
  const server = await startServerProcess({ databaseUrl: live.databaseUrl });
  onTestFinished(() => server.kill());
  const watcher = watching(reader.headers, { performanceId }, server.url);
  await watcher.until('places', () => watcher.views.length === 1);
  const stopped = server.stop();
  await watcher.until('the end', () => watcher.ended);
  expect(watcher.error).toBe('SERVICE_UNAVAILABLE');
  await stopped;
  expect(await server.exited).toBe(0);
});

test('has the same bytes as tRPC’s own handler', async () => {
  const { performanceId, operator, reader } = await houseWith(4, ['reader']);
  const readStream = async (search: string, input: unknown) => {
    const cut = new AbortController();
    const text = encodeURIComponent(superjson.stringify(input));
    const address = `${live.server.url}/trpc/concert.watchAvailability?input=${text}${search}`;
    const headers = { ...reader.headers, accept: 'text/event-stream', 'x-request-id': 'same' };
    const response = await fetch(address, { headers, signal: cut.signal });
    let read = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      read += decoder.decode(chunk, { stream: true });
      if (read.split('\n\n\n').length > 2) break;
    }
    cut.abort();
    const { date: _, 'keep-alive': __, ...shown } = Object.fromEntries(response.headers);
    return { status: response.status, headers: shown, read };
  };
  const expectSame = async (input: unknown, part: string) => {
    const byTrpc = await readStream('&stock=1', input);
    expect(byTrpc.read).toContain(part);
    expect(await readStream('', input)).toEqual(byTrpc);
  };
  const { version } = await reader.client.concert.availability.query({ performanceId });
  await operator.admin.blockPlaces.mutate({ performanceId, places: [0, 3] });
  await expectSame({ performanceId }, '"places":"BAAB-----"');
  await expectSame({ performanceId, sinceVersion: version }, '"changed":[[0,"B"],[3,"B"]]');
  await expectSame({ performanceId: 'x' }, 'VALIDATION_FAILED');
  await expectSame(null, 'VALIDATION_FAILED');
  await expectSame(
    { performanceId: (await houseWith(1, [])).performanceId },
    'QUEUE_TOKEN_INVALID',
  );
  await reader.client.queue.leave.mutate();
  await expectSame({ performanceId }, 'QUEUE_TOKEN_EXPIRED');
});
