import { expect } from 'vitest';
import type { Services } from '../src/services.ts';
import type { World } from './world.ts';

type Seats = Awaited<ReturnType<World['concertWithSeats']>>;

/** A status, or the code of the refusal. Any other error is thrown. */
export const outcomeOf = (call: Promise<{ status: string }>): Promise<string> =>
  call.then(
    ({ status }) => status,
    (error) => {
      if (typeof error.details !== 'object') throw error;
      return error.code;
    },
  );

/** Helpers of the tests that swap holds. */
export const swapsIn = (getWorld: () => World) => ({
  /** A user who holds seats of the concert, and can swap them for those with the given numbers. */
  async holder(name: string, seats: Seats, ...numbers: number[]) {
    const world = getWorld();
    const { concertId, performanceId } = seats;
    const queueCaller = await world.queueCaller(name, concertId);
    const input = (wanted: number[]) => ({
      performanceId,
      seatIds: wanted.map((n) => String(seats.seatIds[n])),
    });
    const held = await world.services.reservation.hold(queueCaller, input(numbers));
    const replaces = held.id;
    return {
      ...seats,
      queueCaller,
      held,
      request: (...wanted: number[]) => ({ ...input(wanted), replaces }),
      swap: (wanted: number[], services: Services = world.services) =>
        services.reservation.hold(queueCaller, { ...input(wanted), replaces }),
      pay: () => world.services.payment.pay(queueCaller, { reservationId: held.id }),
      release: () => world.services.reservation.release(queueCaller.caller, held.id),
    };
  },

  /** The seats of each live hold of the performance, by user. */
  async liveHolds(performanceId: string) {
    const { rows } = await getWorld().pool.query<{ user: string; seats: string[] }>(
      `select r.user_id as user, array_agg(s.id::text order by s.label) as seats
       from reservation r join seat s on s.reservation_id = r.id and s.holder_id = r.user_id
       where r.performance_id = $1 and r.status = 'HELD'
       group by r.id having count(*) = min(r.seat_count)`,
      [performanceId],
    );
    return rows;
  },

  auditPasses: async () =>
    expect(await getWorld().services.admin.audit({})).toMatchObject({ ok: true }),
});
