/** Compiled, but never run: the hooks' types together with React's. */
import type { Hold, Session } from '@frontrow/sdk';
import {
  FrontrowProvider,
  type UseHold,
  useBalance,
  useConcert,
  useConcerts,
  useDates,
  useHold,
  useQueue,
  useReservations,
  useSeatMap,
  useTickets,
} from '@frontrow/sdk/react';

export const Provider = FrontrowProvider;

export async function select({ add, remove, replace }: UseHold): Promise<Hold[]> {
  const left: Hold | null = await remove(['a']);
  // @ts-expect-error a hold instead of a seat
  await add([left]);
  return [
    await add(['a', { id: 'b', label: 'S A-2' }]),
    await replace(['c'], { performanceId: 'p' }),
  ];
}

export function useAll(session: Session | null): unknown[] {
  const { balance } = useBalance();
  const hold = useHold(session);
  const queue = useQueue('concert');
  return [balance?.amount, hold.hold?.secondsLeft, queue.status, useSeatMap(session)];
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
