import { skipToken, useQuery, useQueryClient } from '@tanstack/react-query';
import type { SeatMap } from '../api.ts';
import { pollDelayAfter } from '../retry/retry-policy.ts';
import { endReasonOf } from '../session/pass-end.ts';
import type { Session } from '../session/session.ts';
import { QUERY_DEFAULTS, queryKeyOf } from './query-keys.ts';

const REFRESH_SECONDS = 2;
/** The owner of the query key while there is no session. */
const NO_SESSION = {};

export interface UseSeatMapOptions {
  /** Which date. Default: the first that can be booked. */
  performanceId?: string | undefined;
  /** Seconds between two refreshes while the page is visible. Default 2. */
  refreshSeconds?: number | undefined;
}

export interface UseSeatMap {
  /** Every seat, in the order of the seat map; empty until the first answer. */
  seats: SeatMap['seats'];
  /** Null until the first answer. */
  performanceId: string | null;
  currency: string | null;
  isLoading: boolean;
  error: Error | null;
}

export const seatMapKey = (session: Session | null): readonly unknown[] =>
  queryKeyOf(session ?? NO_SESSION, 'seat map');

/**
 * The seats of a date, kept up to date: the first call fetches all seats, later ones only the changes. Waits
 * while `session` is null, so `useQueue`'s can be passed at once. An unchanged seat stays the same object. Once
 * the pass has ended, the seats stay as they were.
 */
export function useSeatMap(
  session: Session | null,
  { performanceId, refreshSeconds = REFRESH_SECONDS }: UseSeatMapOptions = {},
): UseSeatMap {
  const queries = useQueryClient();
  const queryKey = [...seatMapKey(session), performanceId ?? null];
  const { data, error, isLoading } = useQuery<SeatMap>({
    ...QUERY_DEFAULTS,
    queryKey,
    queryFn: session
      ? async ({ signal }) => {
          const known = queries.getQueryData<SeatMap>(queryKey);
          // The pass has ended: the last map stays.
          if (known && session.ended) return known;
          const requested =
            performanceId ?? known?.performanceId ?? (await firstPerformance(session, signal));
          const options = { performanceId: requested, sinceVersion: known?.version, signal };
          const map = await session.seatMap(options);
          return map.full || !known ? map : merge(known, map);
        }
      : skipToken,
    // A refusal would be the same at the next refresh.
    refetchInterval: ({ state }) =>
      session?.ended || (state.error && pollDelayAfter(state.error) === null)
        ? false
        : refreshSeconds * 1000,
  });
  return {
    seats: data?.seats ?? NO_SEATS,
    performanceId: data?.performanceId ?? null,
    currency: data?.currency ?? null,
    isLoading,
    // `useQueue` tells the end of the pass. A map that was asked for at that moment is no failure.
    error: data && endReasonOf(error) ? null : error,
  };
}

const NO_SEATS: SeatMap['seats'] = [];

/** Not left to the session's default, the date of its last call: another hook may have made that call. */
async function firstPerformance(
  session: Session,
  signal: AbortSignal,
): Promise<string | undefined> {
  return (await session.dates({ signal }))[0]?.performanceId;
}

function merge(known: SeatMap, { version, seats: changes }: SeatMap): SeatMap {
  if (changes.length === 0) return version === known.version ? known : { ...known, version };
  const changed = new Map(changes.map((seat) => [seat.id, seat]));
  return { ...known, version, seats: known.seats.map((seat) => changed.get(seat.id) ?? seat) };
}
