import type { AvailabilityView } from '@frontrow/contract/chart';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Sql } from '../../src/kernel/database/sql.ts';
import type { QueueCaller } from '../../src/queue/token/queue-caller.ts';
import {
  endSeatWatches,
  updateSeatWatches,
  watchAvailability,
} from '../../src/seat-watch/watch-availability.ts';
import { houseOf } from '../../testing/house.ts';
import { createWorld, refusalOf, type World } from '../../testing/world.ts';

let world: World;
beforeAll(async () => {
  world = await createWorld({ watchesPerUser: 100 });
});
afterAll(() => world.close());

/** A server that remembers the names of its statements. */
function countingServer() {
  const { ctx } = world.server();
  const names: string[] = [];
  const sql: Sql = {
    rows: (statement, values) => {
      names.push(statement.name);
      return ctx.sql.rows(statement, values);
    },
  };
  return { ctx: { ...ctx, sql }, names };
}

async function houseWith(name: string) {
  const house = await houseOf(world, ['....']);
  const caller = await world.queueCaller(`${name} ${house.performanceId}`, house.concertId);
  await world.services.queue.claim(caller.claims);
  return { ...house, caller };
}

/** A stream that keeps what it got. It never reads ahead. */
function open(
  ctx: ReturnType<typeof countingServer>['ctx'],
  caller: QueueCaller,
  performanceId: string,
) {
  const gone = new AbortController();
  const stream = watchAvailability(ctx, caller, { performanceId, signal: gone.signal });
  return { next: async () => (await stream.next()).value as AvailabilityView, gone, stream };
}

/** Updates the streams until all of them have got their next view. */
async function nextOf(
  ctx: ReturnType<typeof countingServer>['ctx'],
  streams: ReturnType<typeof open>[],
) {
  let done = false;
  const views = Promise.all(streams.map((stream) => stream.next())).finally(() => {
    done = true;
  });
  // A refusal is thrown at the end, not while the streams are updated.
  views.catch(() => {});
  while (!done) {
    await updateSeatWatches(ctx);
    await new Promise(setImmediate);
  }
  return views;
}

test('one statement reads for all streams of all performances, and what changed is made once', async () => {
  const [one, two] = [await houseWith('one'), await houseWith('two')];
  const { ctx, names } = countingServer();
  const streams = [one, two].flatMap(({ caller, performanceId }) =>
    Array.from({ length: 30 }, () => open(ctx, caller, performanceId)),
  );
  const first = await Promise.all(streams.map((stream) => stream.next()));
  expect(first.every(({ full }) => full)).toBe(true);
  expect(names.filter((name) => name === 'seats-load')).toHaveLength(2);
  const operator = await world.caller('operator', 'operator');
  for (const { performanceId } of [one, two]) {
    await world.services.admin.blockPlaces(operator, { performanceId, places: [2] });
  }
  names.length = 0;
  const start = performance.now();
  const views = await nextOf(ctx, streams);
  const runs = Math.ceil((performance.now() - start) / 200) + 1;
  expect(new Set(views.map(({ changed }) => changed)).size).toBe(2);
  expect(views[0]).toMatchObject({ full: false, changed: [[2, 'B']], mine: [] });
  // Each at most every 0.2 and 0.7 seconds, however many streams there are.
  for (const name of ['seats-changed', 'queue-entries-by-id', 'performances-not-bookable']) {
    expect(names.filter((each) => each === name).length).toBeLessThanOrEqual(runs);
  }
  expect(['seats-changed', 'queue-entries-by-id', 'performances-not-bookable']).toEqual(
    expect.arrayContaining([...new Set(names)]),
  );
  for (const { gone, stream } of streams) {
    gone.abort();
    await stream.return(undefined);
  }
  names.length = 0;
  await updateSeatWatches(ctx);
  expect(names).toEqual([]);
});

test('a hold that lapses wakes the streams at its instant, without a change in the database', async () => {
  const { caller, performanceId } = await houseWith('watches a lapse');
  const { ctx } = countingServer();
  await world.services.reservation.hold(caller, { performanceId, places: [0] });
  const stream = open(ctx, caller, performanceId);
  expect(await stream.next()).toMatchObject({ places: 'HAAA', mine: [0] });
  world.advanceClock(300);
  expect(await nextOf(ctx, [stream])).toMatchObject([
    { full: false, changed: [[0, 'A']], mine: [] },
  ]);
  stream.gone.abort();
});

test('a stream that was forgotten goes on with all places', async () => {
  const { caller, performanceId } = await houseWith('is forgotten');
  const { ctx } = countingServer();
  const stream = open(ctx, caller, performanceId);
  await stream.next();
  // As after a time without a database.
  ctx.seating.snapshots = world.server().ctx.seating.snapshots;
  expect(await nextOf(ctx, [stream])).toMatchObject([{ full: true, places: 'AAAA' }]);
  stream.gone.abort();
});

test('a server that stops ends its streams and takes no new ones', async () => {
  const { caller, performanceId } = await houseWith('is ended');
  const { ctx } = countingServer();
  const stream = open(ctx, caller, performanceId);
  await stream.next();
  const next = refusalOf(stream.next());
  endSeatWatches(ctx);
  expect((await next).code).toBe('SERVICE_UNAVAILABLE');
  expect((await refusalOf(open(ctx, caller, performanceId).next())).code).toBe(
    'SERVICE_UNAVAILABLE',
  );
});

test('a stream ends when its performance is cancelled, with what the next call would get', async () => {
  const { caller, performanceId } = await houseWith('cancelled');
  const { ctx } = countingServer();
  const stream = open(ctx, caller, performanceId);
  await stream.next();
  const operator = await world.caller('operator', 'operator');
  await world.services.admin.cancelPerformance(operator, { performanceId, reason: 'Rain' });
  const ended = await refusalOf(nextOf(ctx, [stream]));
  expect(ended.code).toBe('NO_DATES_AVAILABLE');
});
