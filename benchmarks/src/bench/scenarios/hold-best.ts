import { randomUUID } from 'node:crypto';
import { HOLD_SEATS } from '@frontrow/domain/reservation/hold.sql';
import type { BenchDatabase } from '../cluster.ts';
import { headersOf } from '../fixtures/people.ts';
import { createSale, createSales, type Sale } from '../fixtures/sale.ts';
import { sendBare } from '../floors/bare-statement.ts';
import { type Batch, databaseWay } from '../load/database-way.ts';
import { onceCase } from '../load/once-way.ts';
import { bytesOf } from '../load/request.ts';
import { startTargets } from '../load/target.ts';
import type { Bench, Case, Prepared, Scenario } from '../scenario.ts';

const PATH = '/trpc/reservation.holdBest';
const QUANTITY = 2;
const HOLD_SECONDS = 300;

/** The best two seats together. The floor holds two seats that are named, and has no choice to make. */
export const holdBest: Scenario = {
  name: 'hold-best',
  about:
    'reservation.holdBest of two seats with 256 in flight, until nine tenths of the house are held',

  async prepare(bench: Bench): Promise<Prepared> {
    const { database, runs } = bench;
    const count = QUANTITY * bench.size(500, 128);
    const sales = () => createSales(database, runs, count);
    const chosen: Case = {
      name: 'holdBest, database layer',
      product: databaseWay(
        bench,
        (await sales()).map((sale) => bestBatch(database, sale)),
      ),
      floor: {
        name: 'one bare statement a call, of named seats',
        run: databaseWay(
          bench,
          (await sales()).map((sale) => namedBatch(database, sale)),
        ),
      },
    };
    const requestsOf = ({ buyers, performanceId }: Sale) =>
      buyersOf(buyers).map(({ claims }) => {
        const key = `best ${claims.userId}`;
        const input = { performanceId, quantity: QUANTITY, idempotencyKey: key };
        return bytesOf({ method: 'POST', path: PATH, headers: headersOf(database, claims), input });
      });
    const batches = (await sales()).map(requestsOf);
    const rest = requestsOf(await createSale(database, bench.size(4_000, 400)));
    const targets = await startTargets(bench);
    const body = (text: string) => text.includes('"status":"HELD"');
    const once = {
      name: 'holdBest with keys over HTTP',
      path: PATH,
      batches,
      rest,
      give: 40,
      body,
    };
    return { cases: [chosen, await onceCase(bench, targets, once)], server: targets.process };
  },
};

/** As many as find two seats side by side, also where calls at the same time leave single seats between theirs. */
const buyersOf = (all: Sale['buyers']) => all.slice(0, Math.floor((0.9 * all.length) / QUANTITY));

function bestBatch({ services }: BenchDatabase, { buyers, performanceId }: Sale): Batch {
  const some = buyersOf(buyers);
  return {
    count: some.length,
    async call(n) {
      const buyer = some[n];
      if (buyer) await services.reservation.holdBest(buyer, { performanceId, quantity: QUANTITY });
    },
  };
}

function namedBatch(database: BenchDatabase, { buyers, seatIds, performanceId }: Sale): Batch {
  const some = buyersOf(buyers);
  return {
    count: some.length,
    async call(n) {
      const claims = some[n]?.claims;
      const seats = seatIds.slice(QUANTITY * n, QUANTITY * (n + 1));
      const values = [
        ...[randomUUID(), claims?.userId, performanceId, seats, claims?.entryId],
        ...[HOLD_SECONDS, null, null, [], [], true],
      ];
      await sendBare(database, HOLD_SEATS, { values, fits: (row) => row.held_at !== null });
    },
  };
}
