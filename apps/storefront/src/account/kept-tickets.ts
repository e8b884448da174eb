import { keysOf, readJson, remove, writeJson } from '@frontrow/pages/browser/browser-storage.ts';
import type { SeatTicket } from '@frontrow/sdk';
import { OF_LAST_USER, signIn } from '../sign-in/sign-in.ts';

/*
 * The tickets as the server told them last, for a door without a network. The browser keeps them for the user who
 * signed in last in it, and forgets them with that user.
 */

export interface KeptTickets {
  /** When the server told them, by the device's clock. */
  keptAt: Date;
  title: string;
  artist: string;
  venue: string;
  tickets: SeatTicket[];
}

const PREFIX = `${OF_LAST_USER}tickets.`;

export function keepTickets(paymentId: string, kept: KeptTickets): void {
  if (!signIn.isLast()) return;
  // A refunded ticket opens no door.
  if (kept.tickets.every(({ status }) => status === 'VOID'))
    remove(localStorage, PREFIX + paymentId);
  else writeJson(localStorage, PREFIX + paymentId, kept);
}

type Stored<T> = { [K in keyof T]: T[K] extends Date ? string : T[K] };
type StoredTicket = Omit<SeatTicket, 'startsAt' | 'redeemedAt'> & {
  startsAt: string;
  redeemedAt: string | null;
};
type StoredTickets = Stored<Omit<KeptTickets, 'tickets'>> & { tickets: StoredTicket[] };

/** The tickets of a payment; null if none are kept. */
export function keptTickets(paymentId: string): KeptTickets | null {
  const stored = signIn.isLast() && readJson<StoredTickets>(localStorage, PREFIX + paymentId);
  if (!stored) return null;
  const tickets = stored.tickets.map((ticket) => ({
    ...ticket,
    startsAt: new Date(ticket.startsAt),
    redeemedAt: ticket.redeemedAt === null ? null : new Date(ticket.redeemedAt),
  }));
  return { ...stored, keptAt: new Date(stored.keptAt), tickets };
}

/** All that are kept, by payment; the earliest date first. */
export function allKeptTickets(): { paymentId: string; kept: KeptTickets }[] {
  return keysOf(localStorage, PREFIX)
    .map((key) => key.slice(PREFIX.length))
    .flatMap((paymentId) => {
      const kept = keptTickets(paymentId);
      return kept ? [{ paymentId, kept }] : [];
    })
    .sort((a, b) => startOf(a.kept) - startOf(b.kept));
}

const startOf = ({ tickets }: KeptTickets): number => tickets[0]?.startsAt.getTime() ?? 0;
