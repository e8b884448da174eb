import type { QueueContext } from '../../queue/queue-context.ts';

/** $1 reservation, $2 user. */
const OWN_PLACES = {
  name: 'hold-own-places',
  text: `
    select s.place from reservation r join reservation_seat on reservation_seat.reservation_id = r.id
      join seat s on s.id = reservation_seat.seat_id
    where r.id = $1 and r.user_id = $2 and s.reservation_id = r.id`,
};

/** The places of the hold that a swap replaces, which are as good as free; none without a swap. */
export async function ownPlaces(
  ctx: QueueContext,
  { replaces, userId }: { replaces?: string | undefined; userId: string },
): Promise<number[]> {
  if (replaces === undefined) return [];
  const rows = await ctx.sql.rows<{ place: number }>(OWN_PLACES, [replaces, userId]);
  return rows.map(({ place }) => place);
}
