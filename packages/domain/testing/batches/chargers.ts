import type { Caller } from '../../src/kernel/context.ts';
import type { World } from '../world.ts';

/** Users with the name and a number, and calls that charge. */
export async function chargersOf(world: World, name: string, count: number) {
  const callers: Caller[] = [];
  for (let n = 0; n < count; n++) callers.push(await world.caller(`${name} ${n}`));
  /** The n-th user charges. */
  const charge = (n: number, amount: number, idempotencyKey?: string) => {
    const keyed = idempotencyKey === undefined ? {} : { idempotencyKey };
    const call = world.services.balance.charge(callers[n] as Caller, { amount, ...keyed });
    // Looked at later; until then a refusal is not unhandled.
    call.catch(() => {});
    return call;
  };
  const balances = () =>
    Promise.all(callers.map(async (caller) => (await world.services.balance.get(caller)).amount));
  return { callers, charge, balances };
}

/** The amount of a new balance, or the code of the refusal. Any other error is thrown. */
export const chargeOutcomeOf = (call: Promise<{ amount: number }>): Promise<number | string> =>
  call.then(
    ({ amount }) => amount,
    (error) => {
      if (typeof error.details !== 'object') throw error;
      return error.code;
    },
  );
