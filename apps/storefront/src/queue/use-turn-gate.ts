import { isFrontrowError, type Session } from '@frontrow/sdk';
import { useFrontrow } from '@frontrow/sdk/react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { signIn } from '../sign-in/sign-in.ts';
import {
  endOf,
  endOfKnown,
  forgetPlace,
  type KnownPlace,
  knownPlace,
  type PlaceEnd,
  rememberEnd,
} from './my-places.ts';

/** Whether the pages of a turn may join or resume. */
export type TurnGate =
  | { status: 'ASKING' }
  | { status: 'OPEN' }
  /** The place that this browser knows has ended. `join` opens the gate. */
  | { status: 'ENDED'; end: PlaceEnd; wasIn: boolean; join(): void }
  | { status: 'FAILED'; error: Error; retry(): void };

/** The sessions that this page has shown, by user and concert: they know by themselves whether they are live. */
const sessions = new Map<string, Session>();
const keyOf = (concertId: string) => `${signIn.get()?.user.id} ${concertId}`;

export const keepSession = (session: Session): void =>
  void sessions.set(keyOf(session.concertId), session);

/**
 * Asks, before anything joins, whether the place that this browser knows is still live. One that has ended is told:
 * joining is for the visitor to decide, and a reload is no decision.
 */
export function useTurnGate(concertId: string): TurnGate {
  const client = useFrontrow();
  const [known, setKnown] = useState<KnownPlace | null>(() => {
    const session = sessions.get(keyOf(concertId));
    return session && session.ended === null ? null : knownPlace(concertId);
  });
  const { data, error, refetch } = useQuery({
    queryKey: ['turn gate', keyOf(concertId), known?.token],
    enabled: known !== null && known.ended === null,
    ...{ gcTime: 0, refetchOnWindowFocus: false, refetchOnReconnect: false },
    // Without an answer nobody knows whether the place is live.
    retry: (_, failure) => !isFrontrowError(failure),
    queryFn: async ({ signal }): Promise<{ end: PlaceEnd | null }> => {
      try {
        await client.queue.status.query(undefined, { signal, queueToken: known?.token ?? '' });
      } catch (failure) {
        const end = endOf(failure);
        if (end) rememberEnd(concertId, end);
        else if (isFrontrowError(failure, 'QUEUE_TOKEN_INVALID')) forgetPlace(concertId);
        else throw failure;
        return { end };
      }
      return { end: null };
    },
  });
  if (known === null) return { status: 'OPEN' };
  const end = endOfKnown(known) ?? data?.end;
  if (end === undefined) {
    return error ? { status: 'FAILED', error, retry: () => void refetch() } : { status: 'ASKING' };
  }
  if (end === null) return { status: 'OPEN' };
  const join = () => {
    forgetPlace(concertId);
    setKnown(null);
  };
  return { status: 'ENDED', end, wasIn: known.wasIn, join };
}
