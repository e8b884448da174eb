/** Compiled, but never run: the hooks' types together with React's. */
import type { Hold, Seat, Session } from '@frontrow/sdk';
import {
  FrontrowProvider,
  type UseHold,
  useBalance,
  useHold,
  useQueue,
  useSeatMap,
} from '@frontrow/sdk/react';

export const Provider = FrontrowProvider;

export async function select({ add, remove, replace }: UseHold, seat: Seat): Promise<Hold[]> {
  const left: Hold | null = await remove(['a']);
  // @ts-expect-error a hold instead of a seat
  await add([left]);
  return [await add(['a', seat]), await replace(['c'], { performanceId: 'p' })];
}

export function useAll(session: Session | null): unknown[] {
  const { balance } = useBalance();
  const hold = useHold(session);
  const queue = useQueue('concert');
  return [balance?.amount, hold.hold?.secondsLeft, queue.status, useSeatMap(session)];
}
