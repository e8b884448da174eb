import type { TopUpView } from '@frontrow/contract/top-up';
import type { Caller, DomainSettings } from '../src/kernel/context.ts';
import { withBank } from './with-bank.ts';
import { createWorld } from './world.ts';

/** What a customer has in a test. */
export interface Customer {
  caller: Caller;
  topUpId: string;
}

/** Longer than the longest pause between two questions of the recovery. */
const LONG = 3_700;

/** A world with TOPUP=provider, one bank, and short ways to see and move top-ups. */
export async function createBankWorld(settings: Partial<DomainSettings> = {}) {
  const world = await createWorld({ topUp: 'provider', ...settings });
  const made = withBank(world, settings);
  const { services, recover } = made;
  const operator = await world.caller('operator', 'operator');
  const row = async (topUpId: string) => {
    const { rows } = await world.pool.query(
      `select status, attention, paid_amount::int, paid_currency, returned_amount::int,
         refunded_at is not null as refunded
       from top_up where id = $1`,
      [topUpId],
    );
    return rows[0];
  };
  return {
    ...made,
    world,
    operator,
    row,
    /** A new customer who is at the bank with a top-up. */
    async atBank(name: string, amount = 1_000): Promise<Customer> {
      const caller = await world.caller(name);
      return { caller, topUpId: (await services.balance.startTopUp(caller, { amount })).id };
    },
    balance: async ({ caller }: { caller: Caller }): Promise<number> =>
      (await services.balance.get(caller)).amount,
    read: ({ caller, topUpId }: Customer): Promise<TopUpView> =>
      services.balance.topUp(caller, topUpId),
    cancel: ({ caller, topUpId }: Customer): Promise<TopUpView> =>
      services.balance.cancelTopUp(caller, topUpId),
    resolve: (topUpId: string, outcome: 'credit' | 'refund'): Promise<TopUpView> =>
      services.admin.resolveTopUp(operator, { topUpId, outcome, reason: 'a test' }),
    refund: (topUpId: string, idempotencyKey?: string): Promise<TopUpView> =>
      services.admin.refundTopUp(operator, { topUpId, ...(idempotencyKey && { idempotencyKey }) }),
    /** The ledger of a customer, oldest first. */
    async ledger({ caller }: { caller: Caller }): Promise<[type: string, amount: number][]> {
      const { items } = await services.balance.history(caller, { limit: 100 });
      return items.map(({ type, amount }): [string, number] => [type, amount]).reverse();
    },
    /** The customer pays this amount for a seat. */
    async spend({ caller }: { caller: Caller }, price: number): Promise<void> {
      const sections = [{ name: 'S', rows: 1, seatsPerRow: 1, price }];
      const { concertId, performanceId, seatIds } = await world.concertWithSeats({}, { sections });
      const { token } = await services.queue.join(caller, { concertId });
      const claims = services.queue.verifyToken(token);
      if (!claims) throw new Error('the token does not open');
      const held = await services.reservation.hold({ caller, claims }, { performanceId, seatIds });
      await services.payment.pay({ caller, claims }, { reservationId: held.id });
    },
    /** Recovers again and again, with the clock moved so that nothing has to wait. */
    async recoverAll(): Promise<void> {
      for (let round = 0; round < 4; round++) {
        world.advanceClock(LONG);
        await recover();
      }
    },
  };
}

export type BankWorld = Awaited<ReturnType<typeof createBankWorld>>;
