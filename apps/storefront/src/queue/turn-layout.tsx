import { type UseQueue, useConcert, useQueue } from '@frontrow/sdk/react';
import { useLingui } from '@lingui/react/macro';
import { Outlet, useParams } from '@tanstack/react-router';
import { createContext, useContext, useEffect } from 'react';
import type { ConcertDetails } from '../concerts/concert-details.ts';
import { ErrorNote } from '../shell/error-note.tsx';
import { Page } from '../shell/page.tsx';
import { useTurnAlert } from './alert/use-turn-alert.ts';
import { forgetPlace, rememberPlace } from './my-places.ts';

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

/** Joins the concert's queue, or resumes the place, for as long as a page of the turn is open. */
export function TurnLayout() {
  const { t } = useLingui();
  const { concertId = '' } = useParams({ strict: false });
  const queue = useQueue(concertId);
  const { concert, error } = useConcert(concertId);
  const { ticket, status } = queue;
  useEffect(() => {
    if (ticket) rememberPlace(ticket);
    if (status === 'ENDED' || status === 'LEFT') forgetPlace(concertId);
  }, [ticket, status, concertId]);
  useTurnAlert(status === 'ACTIVE', concert?.title ?? '');
  if (!concert) {
    return (
      <Page title={t`Your place in line`} width="text">
        {error ? <ErrorNote error={error} isPage /> : <div aria-busy="true" />}
      </Page>
    );
  }
  return (
    <TurnContext.Provider value={{ queue, concert }}>
      <Outlet />
    </TurnContext.Provider>
  );
}
