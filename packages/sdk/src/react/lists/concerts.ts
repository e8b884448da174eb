import { skipToken, useQuery, useQueryClient } from '@tanstack/react-query';
import type { BookableDate, ConcertApi } from '../../api.ts';
import { pollDelayAfter } from '../../retry/retry-policy.ts';
import { endOf } from '../../session/pass-end.ts';
import type { Session } from '../../session/session.ts';
import { useFrontrow } from '../provider.ts';
import { QUERY_DEFAULTS, queryKeyOf } from '../query-keys.ts';
import { type ListFilters, type ListState, useList } from './list.ts';

/** Filters of `concert.list`, and the size of a page as `limit`. */
export type UseConcertsOptions = ListFilters<ConcertApi['list']>;
type ConcertInList = Awaited<ReturnType<ConcertApi['list']['query']>>['items'][number];
type OneConcert = Awaited<ReturnType<ConcertApi['get']['query']>>;

export interface UseConcerts extends ListState {
  /** The concerts of the pages so far; empty until the first answer. */
  concerts: ConcertInList[];
}

/** The concerts, on sale or not, page by page. Nobody need be signed in. */
export function useConcerts(options: UseConcertsOptions = {}): UseConcerts {
  const client = useFrontrow();
  const { items, ...state } = useList(client.concert.list, {
    queryKey: queryKeyOf(client, 'concerts', options),
    filters: options,
  });
  return { concerts: items, ...state };
}

export interface UseConcert {
  /** Null until the first answer. */
  concert: OneConcert | null;
  isLoading: boolean;
  /** CONCERT_NOT_FOUND if there is none with that id. */
  error: Error | null;
}

export interface UseConcertOptions {
  /**
   * Seconds between two refreshes while the page is visible. It is also asked for when the sale opens or closes.
   * Default: the concert is asked for once.
   */
  refreshSeconds?: number | undefined;
}

/** One concert. Waits while the id is null. Nobody need be signed in. */
export function useConcert(
  concertId: string | null,
  { refreshSeconds }: UseConcertOptions = {},
): UseConcert {
  const client = useFrontrow();
  const {
    data: concert = null,
    error,
    isLoading,
  } = useQuery<OneConcert>({
    ...QUERY_DEFAULTS,
    queryKey: queryKeyOf(client, 'concert', concertId),
    staleTime: SAME_ANSWER_MILLISECONDS,
    queryFn:
      concertId === null
        ? skipToken
        : ({ signal }) => client.concert.get.query({ concertId }, { signal }),
    refetchInterval: ({ state: { data, error } }) =>
      refreshSeconds === undefined || (error && pollDelayAfter(error) === null)
        ? false
        : Math.min(refreshSeconds * 1_000, untilSaleChanges(data)),
  });
  return { concert, isLoading, error };
}

/** Not everybody who looks at a concert asks in the second in which its sale opens. */
let spread: number | null = null;

/** Milliseconds until the sale has opened or closed, by the device's clock, and no cache has the answer before it. */
function untilSaleChanges(concert: OneConcert | undefined): number {
  spread ??= Math.random() * SAME_ANSWER_MILLISECONDS;
  const late = SAME_ANSWER_MILLISECONDS + spread;
  const times = [concert?.salesOpenAt, concert?.salesCloseAt].map((time) => time?.getTime() ?? 0);
  const now = Date.now();
  const next = times.map((time) => time + late).filter((time) => time > now);
  return Math.min(...next, Number.POSITIVE_INFINITY) - now;
}

export interface UseDatesOptions {
  /** Seconds between two refreshes of the seats left while the page is visible. Default 10. */
  refreshSeconds?: number | undefined;
}

export interface UseDates {
  /** The dates that can be booked, the earliest first; empty until the first answer. */
  dates: BookableDate[];
  isLoading: boolean;
  /** NO_DATES_AVAILABLE if no date can be booked. */
  error: Error | null;
}

const REFRESH_SECONDS = 10;
/** A page that opens right after another one shows the same answer: for that long any cache may keep it too. */
const SAME_ANSWER_MILLISECONDS = 3_000;
const NO_DATES: BookableDate[] = [];
/** The owner of the query key while there is no session. */
const NO_SESSION = {};

/**
 * The dates of a session's concert. Waits while `session` is null, so `useQueue`'s can be passed at once. Once the
 * pass has ended, the dates stay as they were.
 */
export function useDates(
  session: Session | null,
  { refreshSeconds = REFRESH_SECONDS }: UseDatesOptions = {},
): UseDates {
  const queries = useQueryClient();
  const queryKey = queryKeyOf(session ?? NO_SESSION, 'dates');
  const { data, error, isLoading } = useQuery<BookableDate[]>({
    ...QUERY_DEFAULTS,
    queryKey,
    staleTime: SAME_ANSWER_MILLISECONDS,
    queryFn: session
      ? ({ signal }) => {
          const known = queries.getQueryData<BookableDate[]>(queryKey);
          return known && session.ended ? known : session.dates({ signal });
        }
      : skipToken,
    // A refusal would be the same at the next refresh.
    refetchInterval: ({ state }) =>
      session?.ended || (state.error && pollDelayAfter(state.error) === null)
        ? false
        : refreshSeconds * 1_000,
  });
  // `useQueue` tells the end of the pass. Dates that were asked for at that moment are no failure.
  return { dates: data ?? NO_DATES, isLoading, error: data && endOf(error) ? null : error };
}
