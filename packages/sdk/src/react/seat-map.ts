import { skipToken, useQuery, useQueryClient } from '@tanstack/react-query';
import type { SeatMap } from '../api.ts';
import { pollDelayAfter } from '../retry/retry-policy.ts';
import type { Session } from '../session/session.ts';
import { rethrowPassEnd } from './ended-passes.ts';
import { QUERY_DEFAULTS, queryKeyOf } from './query-keys.ts';

const REFRESH_SECONDS = 2;
/** Keys a hook that has no session yet. */
const NOBODY = {};

export interface UseSeatMapOptions {
  /** Which date; the first that can be booked unless told. */
  performanceId?: string | undefined;
  /** How often it is brought up to date while the page is seen. Default 2 seconds. */
  refreshSeconds?: number | undefined;
}

export interface UseSeatMap {
  /** Every seat, in the order of the house; empty until the first answer. */
  seats: SeatMap['seats'];
  /** Null until the first answer. */
  performanceId: string | null;
  currency: string | null;
  isLoading: boolean;
  error: Error | null;
}

export const seatMapKey = (session: Session | null): readonly unknown[] =>
  queryKeyOf(session ?? NOBODY, 'seat map');

/**
 * The seats of a date, kept up to date: whole at first, then by what changed. Waits for a session, so
 * that of `useQueue` can be passed as it is. A seat that did not change stays the same object.
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
          try {
            const asked =
              performanceId ?? known?.performanceId ?? (await firstDate(session, signal));
            const options = { performanceId: asked, sinceVersion: known?.version, signal };
            const map = await session.seatMap(options);
            return map.full || !known ? map : merge(known, map);
          } catch (error) {
            return rethrowPassEnd(session, error);
          }
        }
      : skipToken,
    // A refusal stays one.
    refetchInterval: ({ state }) =>
      state.error && pollDelayAfter(state.error) === null ? false : refreshSeconds * 1000,
  });
  return {
    seats: data?.seats ?? NO_SEATS,
    performanceId: data?.performanceId ?? null,
    currency: data?.currency ?? null,
    isLoading,
    error,
  };
}

const NO_SEATS: SeatMap['seats'] = [];

/** Not the one that others asked about last. */
async function firstDate(session: Session, signal: AbortSignal): Promise<string | undefined> {
  return (await session.dates({ signal }))[0]?.performanceId;
}

function merge(known: SeatMap, { version, seats: changes }: SeatMap): SeatMap {
  if (changes.length === 0) return version === known.version ? known : { ...known, version };
  const changed = new Map(changes.map((seat) => [seat.id, seat]));
  return { ...known, version, seats: known.seats.map((seat) => changed.get(seat.id) ?? seat) };
}
