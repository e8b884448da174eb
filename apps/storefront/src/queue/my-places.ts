import { readJson, writeJson } from '@frontrow/pages/browser/browser-storage.ts';
import { type EndReason, isFrontrowError, type QueueTicket } from '@frontrow/sdk';
import { useFrontrow } from '@frontrow/sdk/react';
import { useQuery } from '@tanstack/react-query';
import { signIn } from '../sign-in/sign-in.ts';
import { useSignedIn } from '../sign-in/use-signed-in.ts';

/** How a place ended. Times are null where the server has not told them. */
export interface PlaceEnd {
  reason: EndReason;
  /** When the turn had come. */
  admittedAt: Date | null;
  endedAt: Date | null;
}

/** The place that a user had in a queue, as this browser saw it last. */
export interface KnownPlace {
  token: string;
  /** Whether the visitor was at the turn. */
  wasIn: boolean;
  /** Why it ended. Null while it may be live; a closed sale may open again, so that it is asked for each time. */
  ended: EndReason | null;
  /** From when to when the turn was, in milliseconds since 1970. */
  turn?: [from: number | null, to: number | null];
}

/** How a known place ended; null while it may be live. */
export function endOfKnown({ ended, turn = [null, null] }: KnownPlace): PlaceEnd | null {
  const [admittedAt, endedAt] = turn.map((time) => (time === null ? null : new Date(time)));
  return ended && { reason: ended, admittedAt: admittedAt ?? null, endedAt: endedAt ?? null };
}

/** By concert. */
type Places = Record<string, KnownPlace>;

const keyOf = (userId: string) => `frontrow.queues.${userId}`;
const placesOf = (userId: string): Places => readJson<Places>(localStorage, keyOf(userId)) ?? {};

/** The place of the signed-in user; null if this browser knows of none. */
export function knownPlace(concertId: string): KnownPlace | null {
  const userId = signIn.get()?.user.id;
  return (userId && placesOf(userId)[concertId]) || null;
}

/** The concerts in whose queue the signed-in user has a place that may be live. */
export function concertsInLine(): string[] {
  const userId = signIn.get()?.user.id;
  const places = Object.entries(userId ? placesOf(userId) : {});
  return places.filter(([, { ended }]) => ended === null).map(([concertId]) => concertId);
}

function write(concertId: string, place: KnownPlace | null): void {
  const userId = signIn.get()?.user.id;
  if (!userId) return;
  const { [concertId]: _, ...others } = placesOf(userId);
  writeJson(localStorage, keyOf(userId), place ? { ...others, [concertId]: place } : others);
}

/** Remembers the place, so that the list and the concert's page can show it. */
export function rememberPlace({ concertId, token, status }: QueueTicket): void {
  write(concertId, { token, wasIn: status === 'ACTIVE', ended: null });
}

/** Remembers how the place ended: a reload says it again, and joins only if the visitor wants to. */
export function rememberEnd(concertId: string, { reason, admittedAt, endedAt }: PlaceEnd): void {
  const place = knownPlace(concertId);
  if (!place || reason === 'CLOSED') return;
  const turn: KnownPlace['turn'] = [admittedAt?.getTime() ?? null, endedAt?.getTime() ?? null];
  write(concertId, { ...place, ended: reason, turn });
}

/** The visitor joins anew: how an earlier place ended is no news any more. */
export const forgetPlace = (concertId: string): void => write(concertId, null);

/** What a refusal of `queue.status` tells of the end of a place; null if it has not ended. */
export function endOf(error: unknown): PlaceEnd | null {
  if (isFrontrowError(error, 'QUEUE_TOKEN_EXPIRED')) {
    const { reason, admittedAt, endedAt } = error.details;
    // A purged entry has no reason any more.
    return { reason: reason ?? 'EXPIRED', admittedAt, endedAt };
  }
  const isClosed = isFrontrowError(error, 'QUEUE_CLOSED');
  return isClosed ? { reason: 'CLOSED', admittedAt: null, endedAt: null } : null;
}

const RETRY_SECONDS = 5;

/**
 * The signed-in user's place in a concert's queue, kept up to date, without joining it; null without one. Asking
 * for it claims a pass that has come, as opening the page of the turn does.
 */
export function useMyPlace(concertId: string): QueueTicket | null {
  const client = useFrontrow();
  const userId = useSignedIn()?.user.id ?? '';
  const place = userId ? placesOf(userId)[concertId] : undefined;
  const queueToken = place?.ended ? undefined : place?.token;
  const { data = null } = useQuery({
    queryKey: ['place', userId, concertId, queueToken ?? null],
    enabled: queueToken !== undefined,
    retry: false,
    queryFn: async ({ signal }) => {
      try {
        const ticket = await client.queue.status.query(undefined, {
          ...{ signal, queueToken: queueToken ?? '' },
        });
        // The call has claimed the pass.
        const known = knownPlace(concertId);
        if (known && ticket.status === 'ACTIVE') write(concertId, { ...known, wasIn: true });
        return ticket;
      } catch (error) {
        const end = endOf(error);
        if (end) rememberEnd(concertId, end);
        else if (isFrontrowError(error, 'QUEUE_TOKEN_INVALID')) forgetPlace(concertId);
        // A network that fails ends no place.
        else throw error;
        return null;
      }
    },
    refetchInterval: ({ state: { data: last } }) =>
      last === null ? false : (last?.pollAfterSeconds ?? RETRY_SECONDS) * 1_000,
  });
  return data;
}
