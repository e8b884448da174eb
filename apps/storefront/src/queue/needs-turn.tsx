import type { Session } from '@frontrow/sdk';
import { useHold } from '@frontrow/sdk/react';
import { Navigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ChoosingOver } from './choosing/choosing-over.tsx';
import { useChoosing } from './choosing/use-choosing.ts';
import { FindingPage } from './finding-page.tsx';
import { useTurn } from './turn-layout.tsx';

export interface NeedsTurnProps {
  /** What the page is for. Paying goes on once the time to choose is over, and shows what became of a payment. */
  to: 'choose' | 'pay';
  children(session: Session): ReactNode;
}

/** A page of the turn: without one it leads to the line, which says why. */
export function NeedsTurn({ to, children }: NeedsTurnProps) {
  const { queue, concert } = useTurn();
  const hold = useHold(queue.session);
  const { seconds } = useChoosing();
  if (queue.status === 'JOINING') return <FindingPage />;
  const isOpen = queue.status === 'ACTIVE' || (to === 'pay' && queue.status === 'ENDED');
  if (!isOpen || !queue.session) {
    return <Navigate to="/concerts/$concertId/queue" params={{ concertId: concert.id }} replace />;
  }
  if (to === 'choose' && seconds === 0 && hold.status === 'HELD') {
    return <ChoosingOver hold={hold} concert={concert} />;
  }
  return <>{children(queue.session)}</>;
}
