import { type ApiClient, type Credentials, RefusedError } from './api-client.ts';
import type { ConcertFixture } from './concert-fixture.ts';

const MAX_ATTEMPTS = 200;

/**
 * Holds a random available seat and pays for it. Tries another seat if the hold is refused with
 * SEAT_UNAVAILABLE. Returns false if no seat is left. `think` runs between hold and payment.
 *
 * @throws RefusedError for every other refusal
 */
export async function buySeat(
  api: ApiClient,
  { concert, user }: { concert: ConcertFixture; user: Credentials },
  think: () => Promise<unknown> = async () => {},
): Promise<boolean> {
  const { performanceId, availableSeatIds } = concert;
  for (let attempt = 0; attempt < MAX_ATTEMPTS && availableSeatIds.length > 0; attempt++) {
    const index = Math.floor(Math.random() * availableSeatIds.length);
    const seatId = availableSeatIds[index] ?? '';
    try {
      const hold = await api.mutate<{ id: string }>('reservation.hold', user, [
        { performanceId, seatIds: [seatId] },
      ]);
      removeUnordered(availableSeatIds, seatId);
      await think();
      await api.mutate('payment.pay', user, [{ reservationId: hold.id, topUp: true }]);
      return true;
    } catch (error) {
      if (!(error instanceof RefusedError) || error.errorCode !== 'SEAT_UNAVAILABLE') throw error;
    }
  }
  return false;
}

/** Replaces the value by the last one, so that the values behind it do not move. */
function removeUnordered(values: string[], value: string): void {
  const index = values.indexOf(value);
  if (index < 0) return;
  const last = values.pop();
  if (last !== undefined && index < values.length) values[index] = last;
}
