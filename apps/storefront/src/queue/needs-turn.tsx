import type { Session } from '@frontrow/sdk';
import { Trans, useLingui } from '@lingui/react/macro';
import { Navigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Page, PageHeading } from '../shell/page.tsx';
import { useTurn } from './turn-layout.tsx';

export interface NeedsTurnProps {
  /** Also once the pass has ended: to see what became of a payment. */
  afterwards?: boolean;
  children(session: Session): ReactNode;
}

/** A page of the turn: without one it leads to the line, which says why. */
export function NeedsTurn({ afterwards = false, children }: NeedsTurnProps) {
  const { t } = useLingui();
  const { queue, concert } = useTurn();
  if (queue.status === 'JOINING') {
    return (
      <Page title={t`One moment`} width="text">
        <PageHeading>
          <Trans>Finding your turn</Trans>
        </PageHeading>
      </Page>
    );
  }
  const isOpen = queue.status === 'ACTIVE' || (afterwards && queue.status === 'ENDED');
  if (isOpen && queue.session) return <>{children(queue.session)}</>;
  return <Navigate to="/concerts/$concertId/queue" params={{ concertId: concert.id }} replace />;
}
