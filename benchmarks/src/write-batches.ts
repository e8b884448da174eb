import { withCreditBatches } from '@frontrow/domain/balance/batch/credit-batches';
import { withPaymentBatches } from '@frontrow/domain/payment/batch/payment-batches';
import { pay } from '@frontrow/domain/payment/pay';
import type { QueueCaller } from '@frontrow/domain/queue/token/queue-caller';
import { charge } from '@frontrow/domain/top-up/charge';
import { compareWays, type Kind, NO_BATCHES } from './batches/compare.ts';
import { type Environment, withEnvironment } from './environment.ts';
import { createAdmittedUsers, createConcert } from './fixtures.ts';
import { inParallel } from './measure.ts';

/** Compares charges and payments that share statements with those that each run alone, with and without idempotency keys. */
const CALLS = 2_000;
const PRICE = 1_000;

interface Keys {
  keys: boolean;
}

const keyOf = (n: number, { keys }: Keys) =>
  keys ? { idempotencyKey: `key-${n}-of-the-bench` } : {};

/** Users with a pass, of a concert with a seat for each of them. */
async function createBuyers(environment: Environment) {
  const concert = await createConcert(environment, CALLS);
  const users = await createAdmittedUsers(environment, concert, CALLS);
  return { ...concert, buyer: (n: number): QueueCaller => users[n] ?? fail() };
}

function fail(): never {
  throw new Error('there are too few users');
}

const charges = (name: string, keys: Keys): Kind => ({
  name,
  calls: CALLS,
  async prepare(environment, way) {
    const { buyer } = await createBuyers(environment);
    const alone = { ...withCreditBatches(environment.ctx), credits: NO_BATCHES };
    return (n) => {
      const { caller } = buyer(n);
      const input = { amount: PRICE, ...keyOf(n, keys) };
      return way === 'alone'
        ? charge(alone, caller, input)
        : environment.services.balance.charge(caller, input);
    };
  },
});

const payments = (name: string, keys: Keys): Kind => ({
  name,
  calls: CALLS,
  async prepare(environment, way) {
    const { services, ctx } = environment;
    const { buyer, performanceId, seatIds } = await createBuyers(environment);
    const held: string[] = [];
    await inParallel(CALLS, async (n) => {
      await services.balance.charge(buyer(n).caller, { amount: PRICE });
      const seats = { performanceId, seatIds: seatIds.slice(n, n + 1) };
      held[n] = (await services.reservation.hold(buyer(n), seats)).id;
    });
    const alone = { ...withPaymentBatches(ctx), payments: NO_BATCHES };
    return (n) => {
      const input = { reservationId: held[n] ?? fail(), ...keyOf(n, keys) };
      return way === 'alone' ? pay(alone, buyer(n), input) : services.payment.pay(buyer(n), input);
    };
  },
});

await withEnvironment(async (environment) => {
  const lines = await compareWays(environment, [
    charges('charges', { keys: false }),
    charges('charges with keys', { keys: true }),
    payments('payments', { keys: false }),
    payments('payments with keys', { keys: true }),
  ]);
  for (const line of lines) console.log(line);
});
