'use client';
export type { ActionRequired } from './react/actions.ts';
export { type TopUpOptions, type UseBalance, useBalance } from './react/balance.ts';
export { type BestChoice, type HoldState, type UseHold, useHold } from './react/hold/hold.ts';
export {
  type UseConcert,
  type UseConcertOptions,
  type UseConcerts,
  type UseConcertsOptions,
  type UseDates,
  type UseDatesOptions,
  useConcert,
  useConcerts,
  useDates,
} from './react/lists/concerts.ts';
export type { ListFilters, ListState } from './react/lists/list.ts';
export {
  type UseReservations,
  type UseReservationsOptions,
  type UseTickets,
  useReservations,
  useTickets,
} from './react/lists/reservations.ts';
export { FrontrowProvider, type FrontrowProviderProps, useFrontrow } from './react/provider.ts';
export { type QueueState, type UseQueue, useQueue } from './react/queue.ts';
export {
  type LiveSeats,
  type UseSeatMap,
  type UseSeatMapOptions,
  usePlace,
  useSeatMap,
} from './react/seat-map/seat-map.ts';
export type { MapSeat, SeatListener } from './react/seat-map/seat-store.ts';
export { type UseTopUp, useTopUp } from './react/top-up.ts';
