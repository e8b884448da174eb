export type * from './api.ts';
export type { Customer, FrontrowAuth, ServiceAuth } from './transport/auth.ts';

// The published types, and so api-report.md, list the declarations in the order of these exports.
// A comment between two groups stops the formatter from sorting one into the other.

export type { LiveAvailability } from './seats/live-availability.ts';
export type {
  ListedSeat,
  PlaceChoice,
  SeatChoice,
  SeatSelection,
  StandingChoice,
} from './seats/place-choice.ts';
export { type ChartSeat, seatsOfChart } from './seats/seats-of-chart.ts';

// The session types come after what they use.

export type { BusyListener } from './retry/waits.ts';
export type { Hold } from './session/hold.ts';
export type { EndListener, EndReason } from './session/pass-end.ts';
export type {
  Abortable,
  HoldAtLeastOneSeat,
  HoldBestOptions,
  HoldChoice,
  HoldOptions,
  OfPerformance,
  PaymentChoice,
  PayOptions,
  ResumedPayment,
  SeatMapOptions,
  Session,
  SomeSeats,
} from './session/session.ts';

export type { WaitForTopUpOptions } from './top-up/wait-for-top-up.ts';
// The client comes after the session types that its own types use.

export {
  createFrontrowClient,
  type EnterOptions,
  type FrontrowClient,
  type FrontrowClientOptions,
  type FrontrowServiceOptions,
  type JoinedTicket,
  type Journeys,
} from './client.ts';
export type { FrontrowStorage } from './queue/storage.ts';
export { topUpIdFrom } from './top-up/top-up-id.ts';
export {
  type ErrorDetails,
  type FrontrowError,
  isFrontrowError,
  type Refusal,
} from './transport/errors.ts';
export type { FrontrowFetch, FrontrowRequest, FrontrowResponse } from './transport/fetch.ts';
export type { WireOptions } from './transport/transport.ts';
