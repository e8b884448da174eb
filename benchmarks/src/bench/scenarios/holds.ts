import { randomUUID } from 'node:crypto';
import { GroupCommit } from '@frontrow/domain/kernel/group-commit/group-commit';
import { HOLD_SEATS } from '@frontrow/domain/reservation/hold.sql';
import type { BenchDatabase } from '../cluster.ts';
import { headersOf } from '../fixtures/people.ts';
import { createSale, createSales, type Sale } from '../fixtures/sale.ts';
import { sendBare } from '../floors/bare-statement.ts';
import { fdatasyncCase } from '../floors/fdatasync.ts';
import { type Batch, databaseWay, refusedWith } from '../load/database-way.ts';
import { onceCase } from '../load/once-way.ts';
import { bytesOf } from '../load/request.ts';
import { startTargets } from '../load/target.ts';
import type { Bench, Case, Prepared, Scenario } from '../scenario.ts';

const HOLD_SECONDS = 300;
const PATH = '/trpc/reservation.hold';
/** How often each loser tries in one run, and how many look-ups there are for each. */
const LOST = 4;
const LOOKED_UP = 20;
/** As the product's batches of holds. */
const LOOK_UPS = { maxBatch: 32, atOnce: 3 };
const LOOK_UP = `select s.id, s.reservation_id, s.hold_expires_at
  from unnest($1::uuid[]) as asked(id) join seat s on s.id = asked.id`;

export const holds: Scenario = {
  name: 'hold',
  about:
    'holds of one seat with 256 in flight: each of another seat, and all of one that somebody has',

  async prepare(bench: Bench): Promise<Prepared> {
    const { database, runs } = bench;
    const count = bench.size(1_000, 128);
    const sales = () => createSales(database, runs, count);
    const spread: Case = {
      name: 'hold, spread, database layer',
      product: databaseWay(
        bench,
        (await sales()).map((sale) => spreadBatch(database, sale)),
      ),
      floor: {
        name: 'one bare statement a call',
        run: databaseWay(
          bench,
          (await sales()).map((sale) => bareBatch(database, sale)),
        ),
      },
      bar: 3,
    };
    const hot = await createSale(database, count);
    const repeated = (batch: Batch): Batch[] => Array.from({ length: runs }, () => batch);
    const losing: Case = {
      name: 'hold, hot seat, lost, database layer',
      product: databaseWay(bench, repeated(await losingBatch(database, hot))),
      floor: {
        name: 'key look-ups batched alike',
        run: databaseWay(bench, repeated(lookUpBatch(database, hot))),
      },
      bar: 0.8,
    };
    const [overHttp, server] = await httpHolds(bench, count);
    return { cases: [spread, losing, overHttp, fdatasyncCase(bench)], server };
  },
};

function spreadBatch({ services }: BenchDatabase, { buyers, seatIds, performanceId }: Sale): Batch {
  return {
    count: buyers.length,
    async call(n) {
      const [buyer, seatId] = [buyers[n], seatIds[n]];
      if (buyer && seatId)
        await services.reservation.hold(buyer, { performanceId, seatIds: [seatId] });
    },
  };
}

function bareBatch(database: BenchDatabase, { buyers, seatIds, performanceId }: Sale): Batch {
  return {
    count: buyers.length,
    async call(n) {
      const claims = buyers[n]?.claims;
      const values = [
        ...[randomUUID(), claims?.userId, performanceId, [seatIds[n]], claims?.entryId],
        ...[HOLD_SECONDS, null, null, [], [], true],
      ];
      await sendBare(database, HOLD_SEATS, { values, fits: (row) => row.held_at !== null });
    },
  };
}

/** The first buyer has the seat; the others try for it. */
async function losingBatch({ services }: BenchDatabase, sale: Sale): Promise<Batch> {
  const { buyers, seatIds, performanceId } = sale;
  const input = { performanceId, seatIds: seatIds.slice(0, 1) };
  const [owner, ...losers] = buyers;
  if (owner) await services.reservation.hold(owner, input);
  return {
    count: LOST * losers.length,
    async call(n) {
      const loser = losers[n % losers.length];
      if (loser) await refusedWith('SEAT_UNAVAILABLE', services.reservation.hold(loser, input));
    },
  };
}

/** What a refusal needs at least: the row of the seat, read by its key, in batches of the same size. */
function lookUpBatch({ pool }: BenchDatabase, { buyers, seatIds, performanceId }: Sale): Batch {
  const batches = new GroupCommit<string, unknown>(LOOK_UPS);
  const read = async (ids: string[]) => {
    const query = { name: 'bench-look-up', text: LOOK_UP, values: [ids] };
    return (await pool.query<Record<string, unknown>>(query)).rows;
  };
  return {
    count: LOOKED_UP * buyers.length,
    async call() {
      const row = await batches.add(performanceId, seatIds[0] ?? '', read);
      if (!row) throw new Error('no such seat');
    },
  };
}

async function httpHolds(bench: Bench, count: number) {
  const { database, runs } = bench;
  const requestsOf = ({ buyers, seatIds, performanceId }: Sale) =>
    buyers.map(({ claims }, n) => {
      const input = {
        performanceId,
        seatIds: [seatIds[n]],
        idempotencyKey: `hold ${claims.userId}`,
      };
      return bytesOf({ method: 'POST', path: PATH, headers: headersOf(database, claims), input });
    });
  const batches = (await createSales(database, runs, count)).map(requestsOf);
  const rest = requestsOf(await createSale(database, bench.size(4_000, 300)));
  const targets = await startTargets(bench);
  const body = (text: string) => text.includes('"status":"HELD"');
  const once = { name: 'hold with keys over HTTP', path: PATH, batches, rest, give: 20, body };
  return [await onceCase(bench, targets, once), targets.process] as const;
}
