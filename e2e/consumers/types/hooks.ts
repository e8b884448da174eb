/** Compiled, but never run: the hooks' types together with React's. */
import type { Hold, Seat, Session } from '@frontrow/sdk';
import {
  FrontrowProvider,
  type UseHold,
  useBalance,
  useConcert,
  useConcerts,
  useDates,
  useHold,
  usePlace,
  useQueue,
  useReservations,
  useSeatMap,
  useTickets,
} from '@frontrow/sdk/react';

export const Provider = FrontrowProvider;

export async function select(
  { add, holdBest, remove, replace }: UseHold,
  seat: Seat,
): Promise<Hold[]> {
  const left: Hold | null = await remove(['a']);
  // @ts-expect-error a hold instead of a seat
  await add([left]);
  await add({ places: [12], general: [{ section: 'Floor', quantity: 1 }] });
  await remove({ general: [{ section: 'Floor', quantity: 1 }] });
  await holdBest({ quantity: 2, maxPrice: 50_000 });
  // @ts-expect-error the hook replaces its own hold
  await holdBest({ quantity: 2, replaces: left });
  return [await add(['a', seat]), await replace(['c'], { performanceId: 'p' })];
}

export function useAll(session: Session | null): unknown[] {
  const { balance } = useBalance();
  const hold = useHold(session);
  const queue = useQueue('concert');
  const map = useSeatMap(session);
  const seat = usePlace(map, 12);
  void hold.add(map.seats.slice(0, 1));
  const stop = map.live.subscribe((changed) => changed?.length);
  stop();
  // @ts-expect-error seats of a map have place numbers, and no ids
  map.seats[0]?.id;
  return [balance?.amount, hold.hold?.secondsLeft, queue.status, seat?.status, map.chart?.width];
}

export function useLists(session: Session | null): (string | undefined)[] {
  const { concerts, loadMore } = useConcerts({ limit: 10 });
  const { reservations } = useReservations({ status: 'PAID' });
  const { tickets } = useTickets(reservations[0]?.paymentId ?? null);
  const { dates } = useDates(session, { refreshSeconds: 5 });
  loadMore();
  // @ts-expect-error an unknown status
  useReservations({ status: 'LOST' });
  // @ts-expect-error the cursor is the hook's own
  useConcerts({ cursor: 'c' });
  return [concerts[0]?.title, useConcert('c').concert?.title, tickets[0]?.code, dates[0]?.timezone];
}
