export type * from './api.ts';
export type { FrontrowAuth } from './auth.ts';
export {
  createFrontrowClient,
  type EnterOptions,
  type FrontrowClient,
  type FrontrowClientOptions,
  type Journeys,
} from './client.ts';
export { type ErrorDetails, type FrontrowError, isFrontrowError, type Refusal } from './errors.ts';
export type { FrontrowFetch, FrontrowRequest, FrontrowResponse } from './fetch.ts';
export type { Hold } from './hold.ts';
export type {
  Abortable,
  OfPerformance,
  PaymentChoice,
  PayOptions,
  SeatChoice,
  SeatMapOptions,
  Session,
  SomeSeats,
} from './session.ts';
export type { FrontrowStorage } from './storage.ts';
export type { WireOptions } from './wire.ts';
