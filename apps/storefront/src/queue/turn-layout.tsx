import { type UseQueue, useConcert, useQueue } from '@frontrow/sdk/react';
import { useFontFor } from '@frontrow/ui/fonts/use-font-for.ts';
import { useLingui } from '@lingui/react/macro';
import { Outlet, useParams } from '@tanstack/react-router';
import { createContext, useContext, useDeferredValue, useEffect } from 'react';
import type { ConcertDetails } from '../concerts/concert-details.ts';
import { ErrorNote } from '../shell/error-note.tsx';
import { Page } from '../shell/page.tsx';
import { useTurnAlert } from './alert/use-turn-alert.ts';
import { EndedView, LEFT } from './ended-view.tsx';
import { FindingPage } from './finding-page.tsx';
import { rememberEnd, rememberPlace } from './my-places.ts';
import { keepSession, useTurnGate } from './use-turn-gate.ts';

export interface Turn {
  queue: UseQueue;
  concert: ConcertDetails;
}

const TurnContext = createContext<Turn | null>(null);

/** The queue entry and concert that the pages of a turn share. */
export function useTurn(): Turn {
  const turn = useContext(TurnContext);
  if (!turn) throw new Error('there is no <TurnLayout> around');
  return turn;
}

/** The pages of a concert's turn. */
export function TurnLayout() {
  const { concertId = '' } = useParams({ strict: false });
  return <TurnOf key={concertId} concertId={concertId} />;
}

/** Tells how a known place ended; else joins the queue, or resumes the place. */
function TurnOf({ concertId }: { concertId: string }) {
  const { t } = useLingui();
  const { concert, error: concertError } = useConcert(concertId);
  const gate = useTurnGate(concertId);
  if (gate.status === 'OPEN') return <LiveTurn {...{ concertId, concert, concertError }} />;
  if (gate.status === 'ENDED' && concert) return <EndedView concert={concert} {...gate} />;
  const error = gate.status === 'FAILED' ? gate.error : concert ? null : concertError;
  if (!error) return <FindingPage />;
  return (
    <Page title={t`Your place in line`} width="text">
      <ErrorNote error={error} onRetry={gate.status === 'FAILED' ? gate.retry : undefined} isPage />
    </Page>
  );
}

interface LiveTurnProps {
  concertId: string;
  concert: ConcertDetails | null;
  concertError: Error | null;
}

/** Joined, for as long as a page of the turn is open. */
function LiveTurn({ concertId, concert, concertError }: LiveTurnProps) {
  const { t } = useLingui();
  const newest = useQueue(concertId);
  // So that a page which begins with the turn is drawn in short tasks, between which the browser answers.
  const queue = useDeferredValue(newest);
  const hasFont = useFontFor(concert ? `${concert.title} ${concert.venue}` : '');
  const { ticket, status, reason, admittedAt, endedAt, session, error } = newest;
  useEffect(() => {
    if (ticket) rememberPlace(ticket);
  }, [ticket]);
  useEffect(() => {
    if (session) keepSession(session);
    // One that was left in another tab is remembered there. Here it may mean that another user has signed in.
    if (status === 'ENDED' && reason !== 'LEFT') {
      rememberEnd(concertId, { reason, admittedAt, endedAt });
    }
    if (status === 'LEFT' && !error) rememberEnd(concertId, LEFT);
  }, [session, status, reason, admittedAt, endedAt, error, concertId]);
  useTurnAlert(status === 'ACTIVE', concert?.title ?? '');
  if (!concert && concertError) {
    return (
      <Page title={t`Your place in line`} width="text">
        <ErrorNote error={concertError} isPage />
      </Page>
    );
  }
  if (!concert || !hasFont) return <FindingPage />;
  return (
    <TurnContext.Provider value={{ queue, concert }}>
      <Outlet />
    </TurnContext.Provider>
  );
}
