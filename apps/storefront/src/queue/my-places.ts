import { isFrontrowError, type QueueTicket } from '@frontrow/sdk';
import { useFrontrow } from '@frontrow/sdk/react';
import { useQuery } from '@tanstack/react-query';
import { readJson, writeJson } from '../client/browser-storage.ts';
import { signIn } from '../sign-in/sign-in.ts';
import { useSignedIn } from '../sign-in/use-signed-in.ts';

/** The queue tokens of the places that this browser's users have, by concert. */
type Places = Record<string, string>;

const keyOf = (userId: string) => `frontrow.places.${userId}`;
const placesOf = (userId: string): Places => readJson<Places>(localStorage, keyOf(userId)) ?? {};

/** Remembers the place, so that the list and the concert's page can show it. */
export function rememberPlace({ concertId, token }: QueueTicket): void {
  const userId = signIn.get()?.user.id;
  if (userId) writeJson(localStorage, keyOf(userId), { ...placesOf(userId), [concertId]: token });
}

export function forgetPlace(concertId: string): void {
  const userId = signIn.get()?.user.id;
  if (!userId) return;
  const { [concertId]: _, ...rest } = placesOf(userId);
  writeJson(localStorage, keyOf(userId), rest);
}

/**
 * The signed-in user's place in a concert's queue, kept up to date, without joining it; null without one. Asking
 * for it claims a pass that has come, as opening the page of the turn does.
 */
export function useMyPlace(concertId: string): QueueTicket | null {
  const client = useFrontrow();
  const userId = useSignedIn()?.user.id ?? '';
  const queueToken = userId ? placesOf(userId)[concertId] : undefined;
  const { data = null } = useQuery({
    queryKey: ['place', userId, concertId, queueToken ?? null],
    enabled: queueToken !== undefined,
    retry: false,
    queryFn: async ({ signal }) => {
      try {
        return await client.queue.status.query(undefined, { signal, queueToken: queueToken ?? '' });
      } catch (error) {
        if (isFrontrowError(error)) forgetPlace(concertId);
        return null;
      }
    },
    refetchInterval: ({ state }) => (state.data ? state.data.pollAfterSeconds * 1_000 : false),
  });
  return data;
}
