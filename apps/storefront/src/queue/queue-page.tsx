import { useLingui } from '@lingui/react/macro';
import { ErrorNote } from '../shell/error-note.tsx';
import { Page } from '../shell/page.tsx';
import { PrequeueView } from './draw/prequeue-view.tsx';
import { EndedView, LEFT } from './ended-view.tsx';
import { FindingPage } from './finding-page.tsx';
import { forgetPlace } from './my-places.ts';
import { useTurn } from './turn-layout.tsx';
import { TurnView } from './turn-view.tsx';
import { WaitingView } from './waiting/waiting-view.tsx';

/** The line: before the opening, while waiting, at the turn, and after it. */
export function QueuePage() {
  const { t } = useLingui();
  const { queue, concert } = useTurn();
  const { leave: leaveQueue, enter } = queue;
  // `queue.error` tells how it failed.
  const leave = () => void leaveQueue().catch(() => {});
  const joinAgain = () => {
    forgetPlace(concert.id);
    enter();
  };
  switch (queue.status) {
    case 'JOINING':
      return <FindingPage />;
    case 'PREQUEUE':
      return <PrequeueView ticket={queue.ticket} concert={concert} leave={leave} />;
    case 'WAITING':
      return <WaitingView ticket={queue.ticket} concert={concert} leave={leave} />;
    case 'ACTIVE':
      return <TurnView leave={leave} />;
    case 'ENDED':
      return (
        <EndedView {...{ concert, end: queue, wasIn: queue.session !== null, join: joinAgain }} />
      );
    case 'LEFT':
      // The call may have been lost: the place may be live still.
      return queue.error ? (
        <Page title={t`Leave the line`} width="text">
          <p className="m-0 mb-3 text-14 text-ink-2">{concert.title}</p>
          <ErrorNote error={queue.error} onRetry={leave} isPage />
        </Page>
      ) : (
        <EndedView {...{ concert, end: LEFT, wasIn: false, join: joinAgain }} />
      );
    case 'FAILED':
      return (
        <Page title={t`Your place in line`} width="text">
          <p className="m-0 mb-3 text-14 text-ink-2">{concert.title}</p>
          <ErrorNote error={queue.error} onRetry={queue.enter} isPage />
        </Page>
      );
  }
}
