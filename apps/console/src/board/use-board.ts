import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { type Board, client } from '../client/client.ts';
import { type Places, placesAfter } from './places.ts';

const POLL_MILLISECONDS = 2_000;
/** What is older is shown in grey, with its age. */
const STALE_SECONDS = 5;

export interface LiveBoard {
  board: Board | undefined;
  /** The places of the date that is shown, whole. */
  places: Places | null;
  error: Error | null;
  /** How old the figures are, in seconds, once they are old; else null. */
  age: number | null;
  refresh(): void;
}

/** All that the board shows, in one call every two seconds, also while the page is in the background. */
export function useBoard(concertId: string, performanceId: string | undefined): LiveBoard {
  const known = useRef<Places | null>(null);
  const { data, error, dataUpdatedAt, refetch } = useQuery({
    queryKey: ['board', concertId, performanceId ?? null],
    queryFn: async () => {
      const isKnown = known.current?.performanceId === performanceId;
      const board = await client.admin.board.query({
        concertId,
        ...(performanceId ? { performanceId } : {}),
        ...(isKnown && known.current ? { sinceVersion: known.current.version } : {}),
      });
      if (board.places) known.current = placesAfter(known.current, board.places);
      return { board, places: performanceId ? known.current : null };
    },
    refetchInterval: POLL_MILLISECONDS,
    refetchIntervalInBackground: true,
    placeholderData: (before) => before,
    structuralSharing: false,
  });
  return {
    board: data?.board,
    places: data?.places ?? null,
    error,
    age: useAge(dataUpdatedAt),
    refresh: () => void refetch(),
  };
}

function useAge(updatedAt: number): number | null {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const age = Math.floor((now - updatedAt) / 1_000);
  return updatedAt > 0 && age > STALE_SECONDS ? age : null;
}
