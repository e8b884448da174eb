import { skipToken, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Payment } from '../../api.ts';
import type { Hold } from '../../session/hold.ts';
import type { EndReason } from '../../session/pass-end.ts';
import type { Session } from '../../session/session.ts';
import { isFrontrowError } from '../../transport/errors.ts';
import type { ActionRequired } from '../actions.ts';
import { queryKeyOf, STATIC_QUERY } from '../query-keys.ts';

/** What the hooks know of a session's seats. */
export interface HoldData {
  hold: Hold | null;
  payment: Payment | null;
  /** The top-up that the payment waits for. */
  waiting: ActionRequired | null;
}

export const NO_HOLD: HoldData = { hold: null, payment: null, waiting: null };

/** The owner of the query key while there is no session. */
const NO_SESSION = {};
/** Sessions whose hold may be another one than the known one: it is looked up before the next action. */
const unsure = new WeakSet<Session>();
/**
 * Refusals after which the hold is surely as it was. After others it may not be: another tab may have changed
 * it, or an earlier try whose answer was lost.
 */
const UNCHANGED: string[] = [
  'SEAT_UNAVAILABLE',
  'HOLD_LIMIT_EXCEEDED',
  'SEAT_NOT_FOUND',
  'PLACE_NOT_FOUND',
  'SECTION_NOT_FOUND',
  'NOT_ENOUGH_LEFT',
  'NOT_ENOUGH_TOGETHER',
  'LEAVES_ORPHAN',
];

/** A known hold; `changed` if it is another one than the page shows. */
export type FoundHold = HoldData & { changed: boolean };

export interface HoldStore {
  /** The known hold; asks the server if none is known or it may be another one. */
  lookUp(session: Session): Promise<FoundHold>;
  /** Asks the server again, unless the hold is paid. The page shows the known hold until the answer comes. */
  lookAgain(session: Session): void;
  /** A call that changes the hold. If it fails so that the hold may be another one now, looks again. */
  changing<T>(session: Session, call: Promise<T>): Promise<T>;
  set(session: Session, data: HoldData): void;
  /** Finds out what became of the hold when the pass ended: another tab may have paid for it or left. */
  afterEnd(session: Session, reason: EndReason): Promise<void>;
}

/** The hold of a session, shared by all components, and the error of its look-up. */
export function useHoldData(
  session: Session | null,
): HoldData & { store: HoldStore; error: Error | null } {
  const queries = useQueryClient();
  const { data = NO_HOLD, error } = useQuery<HoldData>({
    ...STATIC_QUERY,
    queryKey: keyOf(session),
    queryFn: session ? ({ signal }) => fetchHold(session, signal) : skipToken,
    refetchOnMount: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const store = useMemo(() => {
    const fetch = (session: Session) =>
      queries.fetchQuery<HoldData>({
        ...STATIC_QUERY,
        staleTime: unsure.has(session) ? 0 : 'static',
        queryKey: keyOf(session),
        queryFn: ({ signal }) => fetchHold(session, signal),
      });
    const store: HoldStore = {
      async lookUp(session) {
        const shown = unsure.has(session) && queries.getQueryData<HoldData>(keyOf(session))?.hold;
        const found = await fetch(session);
        return { ...found, changed: !!shown && found.hold?.id !== shown.id };
      },
      lookAgain(session) {
        if (queries.getQueryData<HoldData>(keyOf(session))?.payment) return;
        unsure.add(session);
        fetch(session).catch(() => {});
      },
      async changing(session, call) {
        try {
          return await call;
        } catch (error) {
          const isSame = isFrontrowError(error) && UNCHANGED.includes(error.errorCode);
          if (!isSame) store.lookAgain(session);
          throw error;
        }
      },
      set: (session, data) => void queries.setQueryData(keyOf(session), data),
      async afterEnd(session, reason) {
        const { hold, payment } = queries.getQueryData<HoldData>(keyOf(session)) ?? NO_HOLD;
        if (!hold || payment) return;
        if (reason === 'LEFT') store.set(session, NO_HOLD);
        if (reason === 'PAID') store.set(session, await fetchPaid(session, hold));
      },
    };
    return store;
  }, [queries]);
  return { ...data, store, error };
}

const keyOf = (session: Session | null) => queryKeyOf(session ?? NO_SESSION, 'hold');

/** The payment of a hold that was paid in another tab, or by a call whose answer was lost. */
async function fetchPaid({ api }: Session, hold: Hold): Promise<HoldData> {
  const { paymentId } = await api.reservation.get.query({ reservationId: hold.id });
  if (!paymentId) return NO_HOLD;
  return { hold, payment: await api.payment.get.query({ paymentId }), waiting: null };
}

/** Finds the hold of an earlier page load, of another tab, or of a call whose answer was lost. */
async function fetchHold(session: Session, signal: AbortSignal): Promise<HoldData> {
  const [hold = null] = await session.holds({ signal });
  const topUpId = hold && (await session.waitingTopUp(hold));
  unsure.delete(session);
  return { hold, payment: null, waiting: topUpId ? { topUpId, action: null } : null };
}
