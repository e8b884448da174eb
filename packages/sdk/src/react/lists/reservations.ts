import { skipToken, useQuery } from '@tanstack/react-query';
import type { Reservation, ReservationApi, SeatTicket } from '../../api.ts';
import type { FrontrowClient } from '../../client.ts';
import { useFrontrow } from '../provider.ts';
import { QUERY_DEFAULTS, queryKeyOf } from '../query-keys.ts';
import { type ListFilters, type ListState, useList } from './list.ts';

/** A status, and the size of a page as `limit`. */
export type UseReservationsOptions = ListFilters<ReservationApi['list']>;

export interface UseReservations extends ListState {
  /** The reservations of the pages so far, newest first; empty until the first answer. */
  reservations: Reservation[];
}

export const reservationsKey = (client: FrontrowClient): readonly unknown[] =>
  queryKeyOf(client, 'reservations');

/**
 * The user's reservations, page by page: holds, paid ones, and those that ended. Refreshed after each action of
 * `useHold`. Needs no pass.
 */
export function useReservations(options: UseReservationsOptions = {}): UseReservations {
  const client = useFrontrow();
  const { items, ...state } = useList(client.reservation.list, {
    queryKey: [...reservationsKey(client), options],
    filters: options,
  });
  return { reservations: items, ...state };
}

export interface UseTickets {
  /** One for each seat; empty until the first answer. */
  tickets: SeatTicket[];
  isLoading: boolean;
  error: Error | null;
}

const NO_TICKETS: SeatTicket[] = [];

/**
 * The tickets of a payment, by the payment or its id, such as a reservation's `paymentId`. Waits while it is
 * null. Needs no pass.
 */
export function useTickets(payment: { id: string } | string | null): UseTickets {
  const client = useFrontrow();
  const paymentId = typeof payment === 'string' ? payment : (payment?.id ?? null);
  const {
    data: tickets = NO_TICKETS,
    error,
    isLoading,
  } = useQuery<SeatTicket[]>({
    ...QUERY_DEFAULTS,
    queryKey: queryKeyOf(client, 'tickets', paymentId),
    queryFn:
      paymentId === null
        ? skipToken
        : async ({ signal }) =>
            (await client.payment.tickets.query({ paymentId }, { signal })).items,
  });
  return { tickets, isLoading, error };
}
