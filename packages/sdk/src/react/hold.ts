import { skipToken, useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useSyncExternalStore } from 'react';
import type { Payment } from '../api.ts';
import type { Hold } from '../session/hold.ts';
import type { OfPerformance, PayOptions, SeatChoice, Session } from '../session/session.ts';
import { isFrontrowError } from '../transport/errors.ts';
import { useActions } from './actions.ts';
import { balanceKey } from './balance.ts';
import { markPassEnded, recordFailedPayment, rethrowPassEnd } from './ended-passes.ts';
import { useFrontrow } from './provider.ts';
import { queryKeyOf, STATIC_QUERY } from './query-keys.ts';
import { seatMapKey } from './seat-map.ts';
import { serialize } from './serialize.ts';

/** How it stands with the seats of a session: what is not null follows from the status. */
export type HoldState =
  | { status: 'NONE'; hold: null; secondsLeft: null; payment: null }
  | { status: 'HELD'; hold: Hold; secondsLeft: number; payment: null }
  /** It ran out, and the seats are free. */
  | { status: 'EXPIRED'; hold: Hold; secondsLeft: 0; payment: null }
  | { status: 'PAID'; hold: Hold; secondsLeft: null; payment: Payment };

export type UseHold = HoldState & {
  /** Holds seats instead of those that are held, which are given back first. */
  holdSeats(
    seats: readonly SeatChoice[],
    options?: Pick<OfPerformance, 'performanceId'>,
  ): Promise<Hold>;
  /** Gives the seats back; does nothing where none are held. */
  release(): Promise<void>;
  /** Pays for the seats, once however often it is called. */
  pay(options?: Pick<PayOptions, 'topUp'>): Promise<Payment>;
  isPending: boolean;
  /** Of the last thing that was done. */
  error: Error | null;
};

interface Kept {
  hold: Hold | null;
  payment: Payment | null;
}

const NOTHING: Kept = { hold: null, payment: null };
const NOBODY = {};
const TICK_MILLISECONDS = 250;

/** The seats that a session holds and pays for; components that pass the same session share them. */
export function useHold(session: Session | null): UseHold {
  const client = useFrontrow();
  const queries = useQueryClient();
  const { run, isPending, error: refusal } = useActions();
  const queryKey = queryKeyOf(session ?? NOBODY, 'hold');
  const { data: { hold, payment } = NOTHING, error } = useQuery<Kept>({
    ...STATIC_QUERY,
    queryKey,
    queryFn: session ? (call) => heldBefore(session, call.signal) : skipToken,
    refetchOnMount: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });

  const act = useCallback(
    <T>(work: (session: Session, kept: Kept) => Promise<T>): Promise<T> =>
      run(async () => {
        if (!session) throw new Error('there is no session yet: wait for the turn');
        return serialize(session, async () => {
          try {
            const kept = await queries.ensureQueryData<Kept>({
              ...STATIC_QUERY,
              queryKey: queryKeyOf(session, 'hold'),
              queryFn: ({ signal }) => heldBefore(session, signal),
            });
            return await work(session, kept);
          } catch (error) {
            return rethrowPassEnd(session, error);
          } finally {
            void queries.invalidateQueries({ queryKey: seatMapKey(session) });
          }
        });
      }),
    [session, queries, run],
  );
  const keep = useCallback(
    (session: Session, kept: Kept) => void queries.setQueryData(queryKeyOf(session, 'hold'), kept),
    [queries],
  );

  const release = useCallback(
    () =>
      act(async (session, { hold, payment }) => {
        if (hold && !payment) await session.release(hold);
        keep(session, NOTHING);
      }),
    [act, keep],
  );
  const holdSeats = useCallback<UseHold['holdSeats']>(
    (seats, options) =>
      act(async (session, { hold, payment }) => {
        if (hold && !payment && hold.secondsLeft > 0) {
          if (isOf(hold, seats)) return hold;
          await session.release(hold);
          keep(session, NOTHING);
        }
        try {
          const next = await session.hold(seats, options);
          keep(session, { hold: next, payment: null });
          return next;
        } catch (error) {
          // Lost on its way, and held perhaps.
          if (!isFrontrowError(error)) {
            void queries.resetQueries({ queryKey: queryKeyOf(session, 'hold'), exact: true });
          }
          throw error;
        }
      }),
    [act, keep, queries],
  );
  const pay = useCallback<UseHold['pay']>(
    (options) =>
      act(async (session, { hold, payment }) => {
        if (payment) return payment;
        if (!hold) throw new Error('no seats are held');
        const paid = await session.pay(hold, options).catch((error: unknown) => {
          recordFailedPayment(session, error);
          if (isFrontrowError(error, 'HOLD_EXPIRED')) keep(session, NOTHING);
          throw error;
        });
        keep(session, { hold, payment: paid });
        markPassEnded(session);
        void queries.invalidateQueries({ queryKey: balanceKey(client) });
        return paid;
      }),
    [act, keep, queries, client],
  );

  const secondsLeft = useSecondsLeft(payment ? null : hold);
  useEffect(() => {
    if (secondsLeft === 0) void queries.invalidateQueries({ queryKey: seatMapKey(session) });
  }, [secondsLeft, session, queries]);
  const state = stateOf({ hold, payment }, secondsLeft);
  return { ...state, holdSeats, release, pay, isPending, error: refusal ?? error };
}

/** A reload forgets what the server still holds. */
async function heldBefore(session: Session, signal: AbortSignal): Promise<Kept> {
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
  const left = () => hold?.secondsLeft ?? null;
  return useSyncExternalStore(subscribe, left, () => null);
}

function stateOf({ hold, payment }: Kept, secondsLeft: number | null): HoldState {
  if (!hold) return { status: 'NONE', hold, secondsLeft: null, payment: null };
  if (payment) return { status: 'PAID', hold, secondsLeft: null, payment };
  if (!secondsLeft) return { status: 'EXPIRED', hold, secondsLeft: 0, payment };
  return { status: 'HELD', hold, secondsLeft, payment };
}

function isOf(hold: Hold, seats: readonly SeatChoice[]): boolean {
  const held = new Set(hold.seats.map(({ id }) => id));
  const asked = seats.map((seat) => (typeof seat === 'string' ? seat : seat.id));
  return asked.length === held.size && asked.every((id) => held.has(id));
}
