import type { QueueCaller } from '../../src/queue/token/queue-caller.ts';
import type { World } from '../world.ts';
import { rowsByTransaction } from './transactions.ts';

/** Buyers with a pass of one concert, and calls that hold its n-th seat, by place number. */
export async function buyersOf(world: World, count: number, holdLimit = 4) {
  const sections = [{ name: 'S', rows: 4, seatsPerRow: 10, price: 50_000 }];
  const made = await world.concertWithSeats({ holdLimit }, { sections });
  const { rows } = await world.pool.query<{ id: string }>(
    'select id from seat where performance_id = $1 order by place',
    [made.performanceId],
  );
  const seats = { ...made, seatIds: rows.map(({ id }) => id) };
  const joined = await world.joinMany(`${seats.concertId} buyer`, count, seats.concertId);
  const buyers = joined.map(({ queueCaller }) => queueCaller);
  for (const { claims } of buyers) await world.services.queue.claim(claims);
  const input = (...numbers: number[]) => ({
    performanceId: seats.performanceId,
    seatIds: numbers.map((n) => seats.seatIds[n] ?? String(n)),
  });
  const hold = (buyer: QueueCaller | undefined, numbers: number[], key?: string) => {
    if (!buyer) throw new Error('there are too few buyers');
    const keyed = key === undefined ? {} : { idempotencyKey: key };
    const call = world.services.reservation.hold(buyer, { ...input(...numbers), ...keyed });
    // Looked at later; until then a refusal is not unhandled.
    call.catch(() => {});
    return call;
  };
  return { ...seats, buyers, input, hold };
}

/** The number of reservations of a performance by the transaction that made them, the most first. */
export const holdsByTransaction = (world: World, performanceId: string): Promise<number[]> =>
  rowsByTransaction(world, 'reservation', performanceId);
