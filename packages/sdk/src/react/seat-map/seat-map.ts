import { skipToken, useQuery } from '@tanstack/react-query';
import { useCallback, useMemo, useRef, useSyncExternalStore } from 'react';
import type { Chart } from '../../api.ts';
import { pollDelayAfter } from '../../retry/retry-policy.ts';
import type { LiveAvailability } from '../../seats/live-availability.ts';
import { endOf } from '../../session/pass-end.ts';
import type { Session } from '../../session/session.ts';
import { QUERY_DEFAULTS, queryKeyOf } from '../query-keys.ts';
import { type MapSeat, type SeatListener, type SeatStore, storeOf } from './seat-store.ts';

/** Prices can change. The client asks the server at most once a minute. */
const CHART_SECONDS = 60;
/** The owner of the query key while there is no session. */
const NO_SESSION = {};
const NO_SEATS: MapSeat[] = [];
const NO_GENERAL: LiveAvailability['general'] = [];

export interface UseSeatMapOptions {
  /** Which date. Default: the first that can be booked. */
  performanceId?: string | undefined;
}

export interface UseSeatMap {
  /** The drawing with its prices; the same object until they change. Null until the first answer. */
  chart: Chart | null;
  /** Null until the first answer. */
  performanceId: string | null;
  currency: string | null;
  /**
   * Every seat, in the order of the chart; empty until the first answer. A component that reads it renders at each
   * change of any seat. Standing places are in `general`.
   */
  readonly seats: MapSeat[];
  /** How many places each standing area has left. A component that reads it renders at each change. */
  readonly general: LiveAvailability['general'];
  /**
   * Which places are available, for what is not drawn by React: `current()` as it stands now, `subscribe` for what
   * changes. A component that reads neither `seats` nor `general` does not render at a change.
   */
  live: LiveSeats;
  isLoading: boolean;
  error: Error | null;
}

export interface LiveSeats {
  /** Null until the first answer. */
  current(): LiveAvailability | null;
  /** Calls the listener with the place numbers that changed, or null for all. Returns a function that removes it. */
  subscribe(listener: SeatListener): () => void;
  /** Calls the listener when that place changes. Returns a function that removes it. */
  subscribePlace(place: number, listener: () => void): () => void;
  /** One seat as it stands now; null until the first answer, and for a standing place. */
  seat(place: number): MapSeat | null;
}

/**
 * The chart of a date and which of its places are available, kept up to date over a stream. Waits while `session` is
 * null, so `useQueue`'s can be passed at once. Once the pass has ended, all stays as it was.
 */
export function useSeatMap(
  session: Session | null,
  { performanceId }: UseSeatMapOptions = {},
): UseSeatMap {
  const { data, error, isLoading } = useQuery<Chart>({
    ...QUERY_DEFAULTS,
    queryKey: [...queryKeyOf(session ?? NO_SESSION, 'seat map'), performanceId ?? null],
    queryFn: session
      ? async ({ signal }) => {
          const requested = performanceId ?? (await firstPerformance(session, signal));
          return session.chart(requested, { signal });
        }
      : skipToken,
    // A refusal would be the same at the next refresh.
    refetchInterval: ({ state }) =>
      session?.ended || (state.error && pollDelayAfter(state.error) === null)
        ? false
        : CHART_SECONDS * 1_000,
    staleTime: CHART_SECONDS * 1_000,
  });
  const chart = data ?? null;
  const store = storeOf(session, performanceId ?? chart?.performanceId ?? null);
  const isRead = useRef(false);
  const state = useSyncExternalStore(
    store.subscribe,
    () => (isRead.current ? store.state : store.state !== null),
    () => false,
  );
  const storeError = useSyncExternalStore(
    store.subscribe,
    () => store.error,
    () => null,
  );
  // `useQueue` tells the end of the pass. What was asked for at that moment is no failure.
  const failed = [error, storeError].find((each) => each && !(chart && endOf(each))) ?? null;
  const isWaiting = isLoading || (session !== null && !failed && !store.state && !session.ended);
  return useMemo(
    () => resultOf({ chart, store, isLoading: isWaiting, error: failed }, isRead),
    // `state`: whoever reads the seats gets another object at each change of them.
    [chart, store, isWaiting, failed, state],
  );
}

/**
 * One seat of a map, by its place number: the component renders when this seat changes, and not when others do. Null
 * until the first answer, and for a standing place.
 */
export function usePlace({ live }: Pick<UseSeatMap, 'live'>, place: number): MapSeat | null {
  const subscribe = useCallback(
    (changed: () => void) => live.subscribePlace(place, changed),
    [live, place],
  );
  const seat = () => live.seat(place);
  return useSyncExternalStore(subscribe, seat, () => null);
}

interface Parts {
  chart: Chart | null;
  store: SeatStore;
  isLoading: boolean;
  error: Error | null;
}

/** `seats` and `general` remember that a component reads them. */
function resultOf({ chart, store, ...rest }: Parts, isRead: { current: boolean }): UseSeatMap {
  return {
    chart,
    performanceId: chart?.performanceId ?? null,
    currency: chart?.currency ?? null,
    get seats() {
      isRead.current = true;
      return chart ? store.seats(chart) : NO_SEATS;
    },
    get general() {
      isRead.current = true;
      return store.state?.general ?? NO_GENERAL;
    },
    live: liveSeats(store, chart),
    ...rest,
  };
}

const lives = new WeakMap<SeatStore, { chart: Chart | null; live: LiveSeats }>();

/** The same object as long as the chart is the same. */
function liveSeats(store: SeatStore, chart: Chart | null): LiveSeats {
  const known = lives.get(store);
  if (known?.chart === chart) return known.live;
  const live: LiveSeats = {
    current: () => store.state,
    subscribe: (listener) => store.subscribe(listener),
    subscribePlace: (place, listener) => store.subscribePlace(place, listener),
    seat: (place) => (chart ? store.seat(chart, place) : null),
  };
  lives.set(store, { chart, live });
  return live;
}

/** Not left to the session's default, the date of its last call: another hook may have made that call. */
async function firstPerformance(
  session: Session,
  signal: AbortSignal,
): Promise<string | undefined> {
  return (await session.dates({ signal }))[0]?.performanceId;
}
