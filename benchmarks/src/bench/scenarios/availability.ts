import { setTimeout as sleep } from 'node:timers/promises';
import { createConcert } from '../../fixtures.ts';
import { queryOf } from '../../http-load.ts';
import { operatorOf } from '../fixtures/operator.ts';
import { admitUsers, headersOf, insertUsers } from '../fixtures/people.ts';
import { askOnce, httpCase, portOf } from '../load/http-way.ts';
import { bytesOf } from '../load/request.ts';
import type { Bench, Case, Prepared, Scenario } from '../scenario.ts';

const PATH = '/trpc/concert.availability';
/** Places that have changed since the version that a reader has. */
const CHANGED = 20;
const WAIT_MILLISECONDS = 10_000;

interface House {
  places: number;
  performanceId: string;
  headers: Record<string, string>[];
}

/** What readers of seats ask: everything, nothing new, and what has changed. Half of each house is off sale. */
export const availability: Scenario = {
  name: 'availability',
  about: 'concert.availability by holders of passes, of whom each calls about 10 times a second',

  async prepare(bench: Bench): Promise<Prepared> {
    const { database } = bench;
    const sizes = bench.size([500, 10_000, 60_000], [500, 10_000]);
    const houses: House[] = [];
    for (const places of sizes) houses.push(await createHouse(bench, places));
    const server = await bench.startServer();
    const floor = await bench.startHttpFloor();
    const targets = { server: { port: portOf(server.url), pid: server.pid }, floor };
    const operator = await operatorOf(database);
    const cases: Case[] = [];
    for (const { places, performanceId, headers } of houses) {
      const asking = (sinceVersion?: number) =>
        headers.map((of) => {
          const input = { performanceId, ...(sinceVersion !== undefined && { sinceVersion }) };
          return bytesOf({
            method: 'GET',
            path: queryOf('concert.availability', input),
            headers: of,
          });
        });
      const version = async () => {
        const answer = await askOnce(targets.server.port, asking()[0] ?? Buffer.alloc(0));
        return Number(/"version":(\d+)/.exec(answer.body())?.[1]);
      };
      const before = await version();
      const some = Array.from({ length: CHANGED }, (_, n) => 2 * n + 1);
      await database.services.admin.blockPlaces(operator, { performanceId, places: some });
      const limit = performance.now() + WAIT_MILLISECONDS;
      while ((await version()) === before && performance.now() < limit) await sleep(20);
      const house = `${places.toLocaleString('en')} places`;
      const add = async (what: string, requests: Buffer[], more: { bar?: number; has: string }) => {
        const { has, ...rest } = more;
        const body = (text: string) => text.includes(has);
        const name = `availability ${what}, ${house}`;
        cases.push(await httpCase(bench, targets, { name, requests, path: PATH, body, ...rest }));
      };
      const full = places === 10_000 ? { bar: 0.5 } : {};
      await add('full', asking(), { has: '"full":true', ...full });
      await add('unchanged', asking(await version()), { has: '"changed":[]', bar: 0.7 });
      await add(`${CHANGED} changes`, asking(before), { has: '"changed":[[' });
    }
    return { cases, server };
  },
};

async function createHouse({ database, size }: Bench, places: number): Promise<House> {
  const { concertId, performanceId } = await createConcert(database, places);
  const operator = await operatorOf(database);
  const half = Array.from({ length: places / 2 }, (_, n) => 2 * n);
  for (let at = 0; at < half.length; at += 5_000) {
    const some = half.slice(at, at + 5_000);
    await database.services.admin.blockPlaces(operator, { performanceId, places: some });
  }
  const userIds = await insertUsers(database.pool, size(1_000, 300));
  const readers = await admitUsers(database.pool, concertId, userIds);
  const headers = readers.map(({ claims }) => headersOf(database, claims));
  return { places, performanceId, headers };
}
