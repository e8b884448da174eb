import { skipToken, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useSyncExternalStore } from 'react';
import type { Payment } from '../api.ts';
import type { Hold } from '../session/hold.ts';
import type { OfPerformance, PayOptions, SeatChoice, Session } from '../session/session.ts';
import { isFrontrowError } from '../transport/errors.ts';
import { useActions } from './actions.ts';
import { balanceKey } from './balance.ts';
import { recordFailedPayment, recordPayment } from './ended-passes.ts';
import { useFrontrow } from './provider.ts';
import { queryKeyOf, STATIC_QUERY } from './query-keys.ts';
import { seatMapKey } from './seat-map.ts';
import { serialize } from './serialize.ts';

/** The state of a session's seats. The status tells which of the other fields are not null. */
export type HoldState =
  | { status: 'NONE'; hold: null; secondsLeft: null; payment: null }
  | { status: 'HELD'; hold: Hold; secondsLeft: number; payment: null }
  /** The hold has expired, and the seats are available again. */
  | { status: 'EXPIRED'; hold: Hold; secondsLeft: 0; payment: null }
  | { status: 'PAID'; hold: Hold; secondsLeft: null; payment: Payment };

export type UseHold = HoldState & {
  /** Holds seats. If this session holds others, those are released first. */
  holdSeats(
    seats: readonly SeatChoice[],
    options?: Pick<OfPerformance, 'performanceId'>,
  ): Promise<Hold>;
  /** Releases the held seats; does nothing if none are held. */
  release(): Promise<void>;
  /** Pays for the held seats. Called again, returns the same payment. */
  pay(options?: Pick<PayOptions, 'topUp'>): Promise<Payment>;
  isPending: boolean;
  /** The error of the last action. */
  error: Error | null;
};

interface HoldData {
  hold: Hold | null;
  payment: Payment | null;
}

const NO_HOLD: HoldData = { hold: null, payment: null };
/** The owner of the query key while there is no session. */
const NO_SESSION = {};
const TICK_MILLISECONDS = 250;

/** The seats that a session holds and pays for. Components that pass the same session share them. */
export function useHold(session: Session | null): UseHold {
  const client = useFrontrow();
  const queries = useQueryClient();
  const { run, isPending, error: actionError } = useActions();
  const queryKey = queryKeyOf(session ?? NO_SESSION, 'hold');
  const { data: { hold, payment } = NO_HOLD, error } = useQuery<HoldData>({
    ...STATIC_QUERY,
    queryKey,
    queryFn: session ? (call) => fetchExistingHold(session, call.signal) : skipToken,
    refetchOnMount: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });

  /** Runs one action of the session after another, and then refreshes the seat map. */
  const runWithHold = useCallback(
    <T>(task: (session: Session, data: HoldData) => Promise<T>): Promise<T> =>
      run(async () => {
        if (!session) throw new Error('there is no session yet: wait for the admission');
        return serialize(session, async () => {
          try {
            const data = await queries.ensureQueryData<HoldData>({
              ...STATIC_QUERY,
              queryKey: queryKeyOf(session, 'hold'),
              queryFn: ({ signal }) => fetchExistingHold(session, signal),
            });
            return await task(session, data);
          } finally {
            void queries.invalidateQueries({ queryKey: seatMapKey(session) });
          }
        });
      }),
    [session, queries, run],
  );
  const setHoldData = useCallback(
    (session: Session, data: HoldData) =>
      void queries.setQueryData(queryKeyOf(session, 'hold'), data),
    [queries],
  );

  const release = useCallback(
    () =>
      runWithHold(async (session, { hold, payment }) => {
        if (hold && !payment) await session.release(hold);
        setHoldData(session, NO_HOLD);
      }),
    [runWithHold, setHoldData],
  );
  const holdSeats = useCallback<UseHold['holdSeats']>(
    (seats, options) =>
      runWithHold(async (session, { hold, payment }) => {
        if (hold && !payment && hold.secondsLeft > 0) {
          if (hasSameSeats(hold, seats)) return hold;
          await session.release(hold);
          setHoldData(session, NO_HOLD);
        }
        try {
          const next = await session.hold(seats, options);
          setHoldData(session, { hold: next, payment: null });
          return next;
        } catch (error) {
          // The answer was lost; the seats may be held. Ask the server.
          if (!isFrontrowError(error)) {
            void queries.resetQueries({ queryKey: queryKeyOf(session, 'hold'), exact: true });
          }
          throw error;
        }
      }),
    [runWithHold, setHoldData, queries],
  );
  const pay = useCallback<UseHold['pay']>(
    (options) =>
      runWithHold(async (session, { hold, payment }) => {
        if (payment) return payment;
        if (!hold) throw new Error('no seats are held');
        const paid = await session.pay(hold, options).catch((error: unknown) => {
          recordFailedPayment(session, error);
          if (isFrontrowError(error, 'HOLD_EXPIRED')) setHoldData(session, NO_HOLD);
          throw error;
        });
        setHoldData(session, { hold, payment: paid });
        recordPayment(session);
        void queries.invalidateQueries({ queryKey: balanceKey(client) });
        return paid;
      }),
    [runWithHold, setHoldData, queries, client],
  );

  const secondsLeft = useSecondsLeft(payment ? null : hold);
  useEffect(() => {
    if (secondsLeft === 0) void queries.invalidateQueries({ queryKey: seatMapKey(session) });
  }, [secondsLeft, session, queries]);
  const state = stateOf({ hold, payment }, secondsLeft);
  return { ...state, holdSeats, release, pay, isPending, error: actionError ?? error };
}

/** Finds the hold of an earlier page load. */
async function fetchExistingHold(session: Session, signal: AbortSignal): Promise<HoldData> {
  const [hold = null] = await session.holds({ signal });
  return { hold, payment: null };
}

function useSecondsLeft(hold: Hold | null): number | null {
  const subscribe = useCallback(
    (changed: () => void) => {
      if (!hold) return () => {};
      const timer = setInterval(changed, TICK_MILLISECONDS);
      return () => clearInterval(timer);
    },
    [hold],
  );
  const secondsLeft = () => hold?.secondsLeft ?? null;
  return useSyncExternalStore(subscribe, secondsLeft, () => null);
}

function stateOf({ hold, payment }: HoldData, secondsLeft: number | null): HoldState {
  if (!hold) return { status: 'NONE', hold, secondsLeft: null, payment: null };
  if (payment) return { status: 'PAID', hold, secondsLeft: null, payment };
  if (!secondsLeft) return { status: 'EXPIRED', hold, secondsLeft: 0, payment };
  return { status: 'HELD', hold, secondsLeft, payment };
}

function hasSameSeats(hold: Hold, seats: readonly SeatChoice[]): boolean {
  const held = new Set(hold.seats.map(({ id }) => id));
  const ids = seats.map((seat) => (typeof seat === 'string' ? seat : seat.id));
  return ids.length === held.size && ids.every((id) => held.has(id));
}
