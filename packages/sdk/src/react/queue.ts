import { skipToken, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { QueueTicket } from '../api.ts';
import { type EndReason, endOf } from '../session/pass-end.ts';
import type { Session } from '../session/session.ts';
import { isReplaced, useEnd } from './ended-passes.ts';
import { useFrontrow, useUser } from './provider.ts';
import { queryKeyOf, STATIC_QUERY } from './query-keys.ts';

/** The state of a user in a queue. The status tells which of the other fields are not null. */
export type QueueState =
  | {
      status: 'JOINING';
      ticket: null;
      position: null;
      session: null;
      reason: null;
      admittedAt: null;
      endedAt: null;
      error: null;
    }
  | {
      status: 'PREQUEUE';
      ticket: QueueTicket;
      position: null;
      session: null;
      reason: null;
      admittedAt: null;
      endedAt: null;
      error: null;
    }
  | {
      status: 'WAITING';
      ticket: QueueTicket;
      position: number | null;
      session: null;
      reason: null;
      admittedAt: null;
      endedAt: null;
      error: null;
    }
  | {
      status: 'ACTIVE';
      ticket: QueueTicket | null;
      position: null;
      session: Session;
      reason: null;
      admittedAt: null;
      endedAt: null;
      error: null;
    }
  /**
   * The pass has ended, or the entry before it was admitted (`session` is null then). `PAID`: a payment used the
   * pass up, in this tab or another one. `EXPIRED`: its time was over, or it was not claimed in time. `LEFT`: the
   * user left, in another tab. `CLOSED`: the sale closed while the user waited.
   */
  | {
      status: 'ENDED';
      ticket: null;
      position: null;
      session: Session | null;
      reason: EndReason;
      /** When the turn had come; null if it had not, and if that is not known. */
      admittedAt: Date | null;
      /** When it ended; null if that is not known. */
      endedAt: Date | null;
      error: null;
    }
  /** After this hook's `leave`. With an error, the queue entry may still be live. */
  | {
      status: 'LEFT';
      ticket: null;
      position: null;
      session: null;
      reason: null;
      admittedAt: null;
      endedAt: null;
      error: Error | null;
    }
  | {
      status: 'FAILED';
      ticket: QueueTicket | null;
      position: null;
      session: null;
      reason: null;
      admittedAt: null;
      endedAt: null;
      error: Error;
    };

export type UseQueue = QueueState & {
  /** Ends the queue entry or pass. The next `enter` creates a new entry, at the end of the queue. */
  leave(): Promise<void>;
  /** Enters again: after `leave`, after a failure, or once the pass has ended. */
  enter(): void;
};

/**
 * Joins the queue of a concert, waits, and has the session once the user is admitted. Components that use it
 * for the same concert share one queue entry. When the last of them unmounts, the waiting stops, but the
 * entry is kept as it is over a reload, and the next component that mounts resumes it.
 */
export function useQueue(concertId: string): UseQueue {
  const client = useFrontrow();
  const user = useUser(client);
  const queries = useQueryClient();
  // The keys of a client are those of its user.
  const keys = useMemo(() => {
    const key = (what: string) => queryKeyOf(client, 'queue', concertId, what);
    return { session: key('session'), ticket: key('ticket'), left: key('left') };
  }, [client, user, concertId]);

  /** A session whose pass had ended before this component mounted, and that no other one shows. */
  const replaced = useMemo(() => {
    const query = queries.getQueryCache().find({ queryKey: keys.session, exact: true });
    const session = queries.getQueryData<Session>(keys.session);
    return session && isReplaced(session) && !query?.getObserversCount() ? session : null;
  }, [queries, keys]);
  const { data: left = null } = useQuery<Left | null>({
    ...STATIC_QUERY,
    queryKey: keys.left,
    queryFn: skipToken,
  });
  const { data: ticket = null } = useQuery<QueueTicket | null>({
    ...STATIC_QUERY,
    queryKey: keys.ticket,
    queryFn: skipToken,
  });
  const { data, error, isFetching } = useQuery({
    ...STATIC_QUERY,
    queryKey: keys.session,
    queryFn: ({ signal }) =>
      client.enter(concertId, {
        signal,
        onPosition: (next) => void queries.setQueryData(keys.ticket, next),
      }),
    enabled: left === null,
    staleTime: ({ state }) => (state.data && state.data === replaced ? 0 : 'static'),
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });

  const leave = useCallback(() => {
    queries.setQueryData<Left>(keys.left, { error: null });
    queries.setQueryData(keys.ticket, null);
    // `resetQueries` would enter again if a component has not rendered since.
    queries.getQueryCache().find({ queryKey: keys.session, exact: true })?.reset();
    const leaving = client.leave(concertId);
    leaving.catch((error: Error) => {
      // Unless `enter` was called since.
      queries.setQueryData<Left | null>(keys.left, (current) => current && { error });
    });
    return leaving;
  }, [client, concertId, queries, keys]);
  const enter = useCallback(() => {
    queries.setQueryData<Left | null>(keys.left, null);
    queries.setQueryData(keys.ticket, null);
    void queries.resetQueries({ queryKey: keys.session });
  }, [queries, keys]);

  const session = data && !((isFetching || error) && isReplaced(data)) ? data : null;
  const reason = useEnd(session);
  return { ...stateOf({ left, ticket, session, reason, error }), leave, enter };
}

/** Set after `leave`, until the next `enter`. */
interface Left {
  error: Error | null;
}

interface QueueData {
  left: Left | null;
  ticket: QueueTicket | null;
  session: Session | null;
  reason: EndReason | null;
  error: Error | null;
}

function stateOf({ left, ticket, session, reason, error }: QueueData): QueueState {
  const none = {
    ...{ ticket: null, position: null, session: null, error: null },
    ...{ reason: null, admittedAt: null, endedAt: null },
  };
  if (left) return { ...none, ...left, status: 'LEFT' };
  if (session && reason) {
    const { admittedAt, endedAt } = session;
    return { ...none, status: 'ENDED', reason, session, admittedAt, endedAt };
  }
  if (session) return { ...none, status: 'ACTIVE', ticket, session };
  const endedBefore = endOf(error);
  if (endedBefore) return { ...none, status: 'ENDED', ...endedBefore };
  if (error) return { ...none, status: 'FAILED', ticket, error };
  if (ticket === null || ticket.status === 'ACTIVE') return { ...none, status: 'JOINING' };
  if (ticket.status === 'PREQUEUE') return { ...none, status: 'PREQUEUE', ticket };
  return { ...none, status: 'WAITING', ticket, position: ticket.position };
}
