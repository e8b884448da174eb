import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useSyncExternalStore } from 'react';
import type { Payment, TopUp } from '../../api.ts';
import type { SeatSelection } from '../../seats/place-choice.ts';
import { type Hold, hasExpired } from '../../session/hold.ts';
import type { HoldBestOptions, OfPerformance, PayOptions, Session } from '../../session/session.ts';
import { isSettled } from '../../top-up/wait-for-top-up.ts';
import { isFrontrowError } from '../../transport/errors.ts';
import { type ActionRequired, useActions } from '../actions.ts';
import { balanceKey } from '../balance.ts';
import { recordFailedPayment, recordPayment, useEnd } from '../ended-passes.ts';
import { reservationsKey } from '../lists/reservations.ts';
import { useFrontrow } from '../provider.ts';
import { serialize } from '../serialize.ts';
import { useTopUp } from '../top-up.ts';
import { type FoundHold, type HoldData, NO_HOLD, useHoldData } from './hold-data.ts';
import {
  dateOfChoice,
  holdSelection,
  wholeSelection,
  withoutPlaces,
  withPlaces,
} from './selection.ts';

/** The state of a session's seats. The status tells which of the other fields are not null. */
export type HoldState =
  | { status: 'NONE'; hold: null; secondsLeft: null; payment: null }
  /** `secondsLeft` may be 0 for the last second or two. */
  | { status: 'HELD'; hold: Hold; secondsLeft: number; payment: null }
  /** The hold has expired by the server's clock too, and the seats are available again. */
  | { status: 'EXPIRED'; hold: Hold; secondsLeft: 0; payment: null }
  | { status: 'PAID'; hold: Hold; secondsLeft: null; payment: Payment };

type OfDate = Pick<OfPerformance, 'performanceId'>;

/** What `holdBest` looks for. */
export type BestChoice = Omit<HoldBestOptions, 'replaces' | 'idempotencyKey' | 'signal'>;

/**
 * The actions change the selection in one call, all of it or nothing: after a refusal, such as
 * SEAT_UNAVAILABLE, the seats that were held before are still held.
 */
export type UseHold = HoldState & {
  /** Holds these seats beside those that are held; of standing areas so many more. */
  add(choice: SeatSelection, options?: OfDate): Promise<Hold>;
  /**
   * Keeps the other held seats only, until the time that they were held for; of standing areas so many less. Null if
   * none are left.
   */
  remove(choice: SeatSelection): Promise<Hold | null>;
  /** Holds exactly these seats, in place of those that are held. */
  replace(choice: SeatSelection, options?: OfDate): Promise<Hold>;
  /** The same as `replace`. */
  holdSeats(choice: SeatSelection, options?: OfDate): Promise<Hold>;
  /** Holds the best seats that are left, in place of those that are held. */
  holdBest(options: BestChoice): Promise<Hold>;
  /** Releases the held seats; does nothing if none are held. */
  release(): Promise<void>;
  /**
   * Pays for the held seats. Called again, returns the same payment. If the customer has to go to the payment provider
   * first, it rejects with TOPUP_ACTION_REQUIRED, and the payment goes on by itself once the top-up is credited, on
   * a page that was loaded since too.
   */
  pay(options?: Omit<PayOptions, 'signal'>): Promise<Payment>;
  /** The top-up that the payment waits for, or waited for in vain; null without one, and until the first answer. */
  topUp: TopUp | null;
  /** Not null while the payment waits for the customer: `actionRequired.action.url` leads to the provider. */
  actionRequired: ActionRequired | null;
  isPending: boolean;
  /** The error of the last action. */
  error: Error | null;
};

const TICK_MILLISECONDS = 250;

/** The seats that a session holds and pays for. Components that pass the same session share them. */
export function useHold(session: Session | null): UseHold {
  const client = useFrontrow();
  const queries = useQueryClient();
  const { run, isPending, error: actionError } = useActions();
  const { hold, payment, waiting, store, error } = useHoldData(session);

  /** Runs one action of the session after another, and then refreshes the reservations. */
  const runWithHold = useCallback(
    <T>(task: (session: Session, found: FoundHold) => Promise<T>): Promise<T> =>
      run(async () => {
        if (!session) throw new Error('there is no session yet: wait for the admission');
        return serialize(session, async () => {
          try {
            return await task(session, await store.lookUp(session));
          } finally {
            void queries.invalidateQueries({ queryKey: reservationsKey(client) });
          }
        });
      }),
    [client, session, queries, run, store],
  );
  /** Runs an action that may change which seats are held, and keeps the hold that it returns. */
  const change = useCallback(
    <T extends Hold | null>(task: (session: Session, live: Hold | undefined) => Promise<T>) =>
      runWithHold(async (session, found) => {
        const live = liveHoldIn(found);
        const next = await store.changing(session, task(session, live));
        if (next !== (live ?? null)) store.set(session, { ...NO_HOLD, hold: next });
        return next;
      }),
    [runWithHold, store],
  );

  /** Makes a hold in place of the earlier one. That may be of another date, which no swap can do: it is released last. */
  const swap = useCallback(
    (make: (session: Session, replaces: Hold | undefined) => Promise<Hold>) =>
      change(async (session, replaces) => {
        try {
          return await make(session, replaces);
        } catch (error) {
          if (!replaces || !isFrontrowError(error, 'RESERVATION_NOT_FOUND')) throw error;
          const hold = await make(session, undefined);
          await session.release(replaces);
          return hold;
        }
      }),
    [change],
  );

  const add = useCallback<UseHold['add']>(
    (choice, options) =>
      change((session, replaces) => {
        const date = dateOfChoice(choice, options?.performanceId);
        const performanceId = date ?? replaces?.reservation.performanceId;
        const selection = withPlaces(replaces, choice, performanceId);
        return holdSelection(session, selection, { performanceId, replaces });
      }),
    [change],
  );
  const replace = useCallback<UseHold['replace']>(
    (choice, options) =>
      swap((session, replaces) => {
        const performanceId = dateOfChoice(choice, options?.performanceId);
        const selection = wholeSelection(replaces, choice, performanceId);
        return holdSelection(session, selection, { performanceId, replaces });
      }),
    [swap],
  );
  const holdBest = useCallback<UseHold['holdBest']>(
    (options) => swap((session, replaces) => session.holdBest({ ...options, replaces })),
    [swap],
  );
  const remove = useCallback<UseHold['remove']>(
    (choice) =>
      change(async (session, replaces) => {
        const seatIds = withoutPlaces(replaces, choice);
        if (seatIds.length > 0) {
          const performanceId = replaces?.reservation.performanceId;
          return holdSelection(session, { seatIds }, { performanceId, replaces });
        }
        if (replaces) await session.release(replaces);
        return null;
      }),
    [change],
  );
  const release = useCallback(
    () =>
      runWithHold(async (session, { hold, payment }) => {
        if (hold && !payment) await store.changing(session, session.release(hold));
        store.set(session, NO_HOLD);
      }),
    [runWithHold, store],
  );
  /** A payment on its way: keeps what comes of it. */
  const paying = useCallback(
    async <T extends Payment | null>(session: Session, hold: Hold, call: Promise<T>) => {
      const paid = await call.catch((error: unknown) => {
        recordFailedPayment(session, error);
        if (isFrontrowError(error, 'HOLD_EXPIRED')) {
          store.set(session, NO_HOLD);
          store.lookAgain(session);
        }
        if (isFrontrowError(error, 'TOPUP_ACTION_REQUIRED')) {
          store.set(session, { hold, payment: null, waiting: error.details });
        }
        throw error;
      });
      store.set(session, { hold, payment: paid, waiting: null });
      recordPayment(session);
      void queries.invalidateQueries({ queryKey: balanceKey(client) });
      return paid;
    },
    [store, queries, client],
  );
  const pay = useCallback<UseHold['pay']>(
    (options) =>
      runWithHold(async (session, { hold, payment, changed }) => {
        if (payment) return payment;
        if (!hold) throw new Error('no seats are held');
        if (changed) throw new Error('the held seats have changed: show them before the payment');
        return paying(session, hold, session.pay(hold, options));
      }),
    [runWithHold, paying],
  );
  const carryOn = useCallback(
    (topUpId: string) =>
      runWithHold(async (session, { hold, payment, waiting }) => {
        if (!hold || payment || waiting?.topUpId !== topUpId) return;
        // Other components do not carry it on too.
        store.set(session, { hold, payment: null, waiting: null });
        const resumed = session.resumePayment(topUpId).then(({ payment }) => payment);
        await paying(session, hold, resumed);
      }),
    [runWithHold, paying],
  );

  const { topUp } = useTopUp(payment ? null : (waiting?.topUpId ?? null));
  const settled = topUp && isSettled(topUp) ? topUp : null;
  const [settledId, isCredited] = [settled?.id, settled?.status === 'CREDITED'];
  useEffect(() => {
    if (!session || !settledId) return;
    if (isCredited) void carryOn(settledId);
    // The hold has lost the time that it got for the top-up.
    else store.lookAgain(session);
  }, [session, settledId, isCredited, carryOn, store]);

  const ended = useEnd(session);
  useEffect(() => {
    if (!session || !ended) return;
    serialize(session, () => store.afterEnd(session, ended)).catch(() => {});
  }, [session, ended, store]);

  const clock = useHoldClock(payment ? null : hold);
  const state = stateOf({ hold, payment }, clock);
  const actions = { add, remove, replace, holdSeats: replace, holdBest, release, pay };
  const needsCustomer = !topUp || (topUp.status === 'REQUIRES_ACTION' && !settled);
  const actionRequired =
    waiting && needsCustomer ? { ...waiting, action: topUp?.action ?? waiting.action } : null;
  return {
    ...{ ...state, ...actions, topUp, actionRequired },
    ...{ isPending, error: actionError ?? error },
  };
}

/** Seconds left of a hold, or that it has expired. */
type HoldClock = number | 'EXPIRED';

function useHoldClock(hold: Hold | null): HoldClock {
  const subscribe = useCallback(
    (changed: () => void) => {
      if (!hold) return () => {};
      const timer = setInterval(changed, TICK_MILLISECONDS);
      return () => clearInterval(timer);
    },
    [hold],
  );
  const read = (): HoldClock => {
    if (!hold) return 0;
    return hasExpired(hold) ? 'EXPIRED' : hold.secondsLeft;
  };
  return useSyncExternalStore(subscribe, read, () => 0);
}

function stateOf({ hold, payment }: Omit<HoldData, 'waiting'>, clock: HoldClock): HoldState {
  if (!hold) return { status: 'NONE', hold, secondsLeft: null, payment: null };
  if (payment) return { status: 'PAID', hold, secondsLeft: null, payment };
  if (clock === 'EXPIRED') return { status: 'EXPIRED', hold, secondsLeft: 0, payment };
  return { status: 'HELD', hold, secondsLeft: clock, payment };
}

const liveHoldIn = ({ hold, payment }: Omit<HoldData, 'waiting'>): Hold | undefined =>
  hold && !payment && !hasExpired(hold) ? hold : undefined;
