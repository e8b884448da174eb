import type { QueueCaller } from '../../src/queue/token/queue-caller.ts';
import type { World } from '../world.ts';
import { buyersOf } from './buyers.ts';

/** The price of a seat of `buyersOf`. */
export const PRICE = 50_000;

/** Buyers of one concert, each with a hold of one seat and with a balance, and calls that pay for it. */
export async function payersOf(world: World, count: number, balance = 200_000) {
  const fixture = await buyersOf(world, count);
  const holds: string[] = [];
  for (const [n, buyer] of fixture.buyers.entries()) {
    holds.push((await fixture.hold(buyer, [n])).id);
    if (balance > 0) await world.charge(buyer.caller, balance);
  }
  /** The n-th buyer pays for the hold. */
  const pay = (n: number, input: { topUp?: boolean; idempotencyKey?: string } = {}) => {
    const call = world.services.payment.pay(fixture.buyers[n] as QueueCaller, {
      reservationId: String(holds[n]),
      ...input,
    });
    // Looked at later; until then a refusal is not unhandled.
    call.catch(() => {});
    return call;
  };
  const payAll = (input = {}) => fixture.buyers.map((_, n) => pay(n, input));
  const balances = () =>
    Promise.all(
      fixture.buyers.map(async ({ caller }) => (await world.services.balance.get(caller)).amount),
    );
  return { ...fixture, holds, pay, payAll, balances };
}
