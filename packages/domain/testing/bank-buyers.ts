import type { PaymentView } from '@frontrow/contract/payment';
import type { Services } from '../src/services.ts';
import type { BankWorld } from './bank-world.ts';
import { holderOf } from './token-holder.ts';
import { refusalOf } from './world.ts';

type Seats = Awaited<ReturnType<BankWorld['world']['concertWithSeats']>>;

/** A buyer who holds one seat of 50,000 in a concert and has no money. */
export async function buyer(
  made: BankWorld,
  name: string,
  { seats, number = 0 }: { seats?: Seats | undefined; number?: number | undefined } = {},
) {
  const { world, services } = made;
  const { concertId, performanceId, seatIds } = seats ?? (await world.concertWithSeats());
  const queueCaller = await world.queueCaller(name, concertId);
  const wanted = { performanceId, seatIds: seatIds.slice(number, number + 1) };
  const held = await services.reservation.hold(queueCaller, wanted);
  const { caller } = queueCaller;
  const pay = (
    input: { idempotencyKey?: string; reservationId?: string } = {},
    on: Services = services,
  ): Promise<PaymentView> =>
    on.payment.pay(queueCaller, { reservationId: held.id, topUp: true, ...input });
  const reservation = async (reservationId = held.id) =>
    services.reservation.get(caller, reservationId);
  return {
    ...{ concertId, performanceId, seatIds, queueCaller, caller, held, pay, reservation },
    /** Begins to pay, and returns the top-up that the customer has to finish. */
    async toBank(reservationId = held.id): Promise<string> {
      const { code, details } = await refusalOf(pay({ reservationId }));
      if (code !== 'TOPUP_ACTION_REQUIRED') throw new Error(code);
      return String(details.topUpId);
    },
    swap: (...numbers: number[]) =>
      services.reservation.hold(queueCaller, {
        performanceId,
        seatIds: numbers.map((n) => String(seatIds[n])),
        replaces: held.id,
      }),
    /** Seconds until the hold ends; below 0 if it has. */
    async left(reservationId = held.id): Promise<number> {
      const { holdExpiresAt } = await reservation(reservationId);
      return (holdExpiresAt.getTime() - world.now.getTime()) / 1000;
    },
    seatMap: (sinceVersion?: number) =>
      services.concert.seatMap(holderOf(queueCaller), { performanceId, sinceVersion }),
  };
}

export type Buyer = Awaited<ReturnType<typeof buyer>>;
