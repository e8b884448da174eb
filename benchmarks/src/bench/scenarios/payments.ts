import { randomUUID } from 'node:crypto';
import { CREDIT } from '@frontrow/domain/balance/balance.sql';
import { PAY } from '@frontrow/domain/payment/pay.sql';
import type { BenchDatabase } from '../cluster.ts';
import { authorizationOf, headersOf, insertUsers } from '../fixtures/people.ts';
import { createSale, holdAll, type Sale } from '../fixtures/sale.ts';
import { sendBare } from '../floors/bare-statement.ts';
import { fdatasyncCase } from '../floors/fdatasync.ts';
import { type Batch, databaseWay } from '../load/database-way.ts';
import { onceCase } from '../load/once-way.ts';
import { bytesOf } from '../load/request.ts';
import { startTargets } from '../load/target.ts';
import type { Bench, Case, Prepared, Scenario } from '../scenario.ts';

/** As the settings of the environment: the largest charge and the largest balance. */
const MAX_CHARGE = 10 ** 9;
const MAX_BALANCE = 10 ** 12;
const PAY_PATH = '/trpc/payment.pay';
const CHARGE_PATH = '/trpc/balance.charge';
const AMOUNT = 500;

interface HeldSale extends Sale {
  reservationIds: string[];
}

export const payments: Scenario = {
  name: 'pay',
  about: 'payments of one seat from the balance, and charges, with 256 in flight',

  async prepare(bench: Bench): Promise<Prepared> {
    const { database, runs } = bench;
    const count = bench.size(1_000, 128);
    const sales = await createHeldSales(database, 3 * runs, count);
    const userIds = await insertUsers(database.pool, count);
    const pay: Case = {
      name: 'pay, database layer',
      product: databaseWay(
        bench,
        sales.splice(0, runs).map((sale) => payBatch(database, sale)),
      ),
      floor: {
        name: 'one bare statement a call',
        run: databaseWay(
          bench,
          sales.splice(0, runs).map((sale) => barePayBatch(database, sale)),
        ),
      },
      bar: 3,
    };
    const repeated = (batch: Batch): Batch[] => Array.from({ length: runs }, () => batch);
    const charge: Case = {
      name: 'charge, database layer',
      product: databaseWay(bench, repeated(chargeBatch(database, userIds))),
      floor: {
        name: 'one bare statement a call',
        run: databaseWay(bench, repeated(bareChargeBatch(database, userIds))),
      },
    };
    const [overHttp, server] = await httpCases(bench, sales, userIds);
    return { cases: [pay, charge, ...overHttp, fdatasyncCase(bench)], server };
  },
};

async function createHeldSales(database: BenchDatabase, runs: number, buyers: number) {
  const sales: HeldSale[] = [];
  for (let run = 0; run < runs; run++) {
    const sale = await createSale(database, buyers);
    sales.push({ ...sale, reservationIds: await holdAll(database, sale) });
  }
  return sales;
}

function payBatch({ services }: BenchDatabase, { buyers, reservationIds }: HeldSale): Batch {
  return {
    count: buyers.length,
    async call(n) {
      const [buyer, reservationId] = [buyers[n], reservationIds[n]];
      if (buyer && reservationId) await services.payment.pay(buyer, { reservationId });
    },
  };
}

function barePayBatch(database: BenchDatabase, { buyers, reservationIds }: HeldSale): Batch {
  return {
    count: buyers.length,
    async call(n) {
      const claims = buyers[n]?.claims;
      const values = [
        ...[randomUUID(), claims?.userId, reservationIds[n], claims?.entryId, false],
        ...[randomUUID(), randomUUID(), MAX_CHARGE, MAX_BALANCE, null],
      ];
      await sendBare(database, PAY, { values, fits: (row) => row.paid_at !== null });
    },
  };
}

const callerOf = (userId = '') => ({ userId, service: false });

function chargeBatch({ services }: BenchDatabase, userIds: string[]): Batch {
  return {
    count: userIds.length,
    call: (n) => services.balance.charge(callerOf(userIds[n]), { amount: AMOUNT }),
  };
}

function bareChargeBatch(database: BenchDatabase, userIds: string[]): Batch {
  return {
    count: userIds.length,
    async call(n) {
      const values = [userIds[n], AMOUNT, MAX_BALANCE, randomUUID(), null, null];
      await sendBare(database, CREDIT, { values, fits: (row) => row.balance_after !== null });
    },
  };
}

async function httpCases(bench: Bench, sales: HeldSale[], userIds: string[]) {
  const { database, runs } = bench;
  const post = (path: string, headers: Record<string, string>, input: object) =>
    bytesOf({ method: 'POST', path, headers, input });
  const paying = ({ buyers, reservationIds }: HeldSale) =>
    buyers.map(({ claims }, n) => {
      const reservationId = reservationIds[n];
      const input = { reservationId, idempotencyKey: `pay ${reservationId}` };
      return post(PAY_PATH, headersOf(database, claims), input);
    });
  let keys = 0;
  const charging = (count: number) =>
    Array.from({ length: count }, (_, n) => {
      const authorization = authorizationOf(userIds[n % userIds.length] ?? '');
      return post(
        CHARGE_PATH,
        { authorization },
        { amount: AMOUNT, idempotencyKey: `charge ${keys++}` },
      );
    });
  const few = bench.size(3_000, 200);
  const [extra] = await createHeldSales(database, 1, few);
  const pays = { batches: sales.map(paying), rest: extra ? paying(extra) : [] };
  const charges = {
    batches: Array.from({ length: runs }, () => charging(userIds.length)),
    rest: charging(few),
  };
  const targets = await startTargets(bench);
  const cases = [
    await onceCase(bench, targets, {
      ...{ name: 'pay with keys over HTTP', path: PAY_PATH, ...pays, give: 20 },
    }),
    await onceCase(bench, targets, {
      ...{ name: 'charge with keys over HTTP', path: CHARGE_PATH, ...charges, give: 20 },
    }),
  ];
  return [cases, targets.process] as const;
}
