/** Compiled, but never run: the hooks' types together with React's. */
import type { Session } from '@frontrow/sdk';
import { FrontrowProvider, useBalance, useHold, useQueue, useSeatMap } from '@frontrow/sdk/react';

export const Provider = FrontrowProvider;

export function useAll(session: Session | null): unknown[] {
  const { balance } = useBalance();
  const hold = useHold(session);
  const queue = useQueue('concert');
  return [balance?.amount, hold.hold?.secondsLeft, queue.status, useSeatMap(session)];
}
