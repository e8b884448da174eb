import { setTimeout as sleep } from 'node:timers/promises';
import { createConcert } from '../../fixtures.ts';
import { queryOf } from '../../http-load.ts';
import { operatorOf } from '../fixtures/operator.ts';
import { admitUsers, headersOf, insertUsers } from '../fixtures/people.ts';
import { isBusy } from '../load/busy.ts';
import { timed } from '../load/http-way.ts';
import { percentilesOf } from '../load/open-loop.ts';
import { bytesOf } from '../load/request.ts';
import { type OpenStream, openStreams } from '../load/streams.ts';
import { startTargets } from '../load/target.ts';
import type { Bench, Prepared, Sample, Scenario } from '../scenario.ts';

const STREAMS_PER_USER = 8;
const CHANGES_PER_SECOND = 50;
/** The delay of each change is taken from so many streams. */
const OBSERVED = 50;
/** How long the last change may take to be told. */
const LAST_MILLISECONDS = 5_000;

/** Pages that show a map of seats while others buy. The server tells a stream at most 4 times a second what changed. */
export const watches: Scenario = {
  name: 'watches',
  about:
    'streams of concert.watchAvailability while 50 places a second change; a call is one event to one stream',

  async prepare(bench: Bench): Promise<Prepared> {
    const { database, size } = bench;
    const [streams, seconds] = [size(10_000, 200), size(10, 2)];
    const changes = CHANGES_PER_SECOND * seconds;
    const seats = Math.ceil(changes / 100) * 100;
    const { concertId, performanceId } = await createConcert(database, seats);
    const userIds = await insertUsers(database.pool, streams / STREAMS_PER_USER);
    const path = queryOf('concert.watchAvailability', { performanceId });
    const requests = (await admitUsers(database.pool, concertId, userIds)).map(({ claims }) => {
      const headers = { ...headersOf(database, claims), accept: 'text/event-stream' };
      return bytesOf({ method: 'GET', path, headers });
    });
    const operator = await operatorOf(database);
    const targets = await startTargets(bench);
    const before = targets.process.memory().now;
    const all = Array.from({ length: STREAMS_PER_USER }, () => requests).flat();
    const open = await openStreams(targets.server.port, all);
    bench.onEnd(() => {
      for (const stream of open) stream.close();
    });
    const change = async (place: number) => {
      const { blockPlaces } = database.services.admin;
      await blockPlaces(operator, { performanceId, places: [place] });
    };
    const run = async (): Promise<Sample> => {
      const observed = open.filter((_, n) => n % Math.ceil(open.length / OBSERVED) === 0);
      const committed = new Map<number, number>();
      const took: number[] = [];
      for (const stream of observed) {
        stream.onText = (text) => {
          const now = performance.now();
          for (const [, place] of text.matchAll(/\[(\d+),"B"\]/g)) {
            const at = committed.get(Number(place));
            if (at !== undefined) took.push(now - at);
          }
        };
      }
      const start = performance.now();
      const sample = await timed(bench, targets.server, async () => {
        const eventsBefore = eventsOf(open);
        let failed = 0;
        for (let place = 0; place < changes; place++) {
          await sleep(Math.max(0, start + (place * 1000) / CHANGES_PER_SECOND - performance.now()));
          committed.set(place, performance.now());
          await change(place).catch((error: unknown) => {
            if (!isBusy(error)) throw error;
            failed++;
          });
        }
        const limit = performance.now() + LAST_MILLISECONDS;
        while (took.length < (changes - failed) * observed.length && performance.now() < limit)
          await sleep(20);
        const closed = open.filter(({ isClosed }) => isClosed).length;
        return {
          calls: eventsOf(open) - eventsBefore,
          seconds: (performance.now() - start) / 1000,
          refused: failed,
          unexpected: closed > 0 ? [`${closed} streams were closed`] : [],
        };
      });
      const { now } = targets.process.memory();
      const each = ((now - before) * 1024) / open.length;
      return {
        ...sample,
        latency: {
          ...percentilesOf(took),
          ...{ sentLate: 0, perSecond: CHANGES_PER_SECOND, refused: 0, unexpected: [] },
        },
        note: `${open.length} streams, ${each.toFixed(0)} kB each; ${(changes / sample.seconds).toFixed(0)} changes a second; ${(sample.server / sample.seconds / 10_000).toFixed(0)} % of a core`,
      };
    };
    return {
      cases: [{ name: `${streams} watches`, product: run, floor: null, once: true }],
      server: targets.process,
    };
  },
};

const eventsOf = (streams: OpenStream[]): number =>
  streams.reduce((sum, { events }) => sum + events, 0);
