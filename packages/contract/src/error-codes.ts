/** Every error code that a call can end with. This file does not import zod, so clients stay small. */
export const ERROR_CODES = [
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'USER_NOT_FOUND',
  'VALIDATION_FAILED',
  'CONCERT_NOT_FOUND',
  'PERFORMANCE_NOT_FOUND',
  'RESERVATION_NOT_FOUND',
  'PAYMENT_NOT_FOUND',
  'TICKET_NOT_FOUND',
  'QUEUE_TOKEN_REQUIRED',
  'QUEUE_TOKEN_INVALID',
  'QUEUE_TOKEN_EXPIRED',
  'QUEUE_WAITING',
  'QUEUE_CLOSED',
  'NO_DATES_AVAILABLE',
  'NO_SEATS_AVAILABLE',
  'CHART_NOT_FOUND',
  'SEAT_NOT_FOUND',
  'PLACE_NOT_FOUND',
  'SECTION_NOT_FOUND',
  'SEAT_UNAVAILABLE',
  'NOT_ENOUGH_LEFT',
  'NOT_ENOUGH_TOGETHER',
  'LEAVES_ORPHAN',
  'HOLD_LIMIT_EXCEEDED',
  'HOLD_EXPIRED',
  'ALREADY_PAID',
  'ALREADY_REFUNDED',
  'INVALID_AMOUNT',
  'INSUFFICIENT_BALANCE',
  'TOPUP_UNAVAILABLE',
  'TOPUP_DECLINED',
  'TOPUP_ACTION_REQUIRED',
  'TOPUP_NOT_FOUND',
  'TICKET_ALREADY_REDEEMED',
  'TICKET_VOID',
  'TICKET_WRONG_PERFORMANCE',
  'IDEMPOTENCY_KEY_REUSED',
  'IDEMPOTENCY_IN_PROGRESS',
  'RATE_LIMITED',
  'PROCEDURE_NOT_FOUND',
  'METHOD_NOT_SUPPORTED',
  'SERVICE_UNAVAILABLE',
  'INTERNAL_SERVER_ERROR',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** One error in the input. */
export interface InputIssue {
  /** The keys that lead to the wrong field; empty for the input as a whole. */
  path: (string | number)[];
  message: string;
}

/** What the customer does next to finish a top-up: open this address of the payment provider. */
export interface TopUpAction {
  type: 'redirect';
  url: string;
}

/** The type of an error's `details`, by code. The other codes have an empty object. */
export interface ErrorDetailsByCode {
  VALIDATION_FAILED: { issues: InputIssue[] };
  QUEUE_TOKEN_EXPIRED: {
    /**
     * How the entry or pass ended: it expired, a payment used it up, or its user left. Null once the
     * entry was purged.
     */
    reason: 'EXPIRED' | 'PAID' | 'LEFT' | null;
    /** When the turn came. Null if it had not come, and once the entry was purged. */
    admittedAt: Date | null;
    /** When the entry or pass ended. Null once the entry was purged. */
    endedAt: Date | null;
  };
  QUEUE_WAITING: {
    /** 1 for the next entry to be admitted; null in the pre-queue. */
    position: number | null;
    /** Null while unknown. */
    estimatedWaitSeconds: number | null;
    /** The time to wait before the next call. */
    pollAfterSeconds: number;
  };
  /** The requested seats that the performance does not have. */
  SEAT_NOT_FOUND: { seatIds: string[] };
  /** Place numbers that the chart does not have, or that are in a standing area. */
  PLACE_NOT_FOUND: { places: number[] };
  /** A name that no section has, or not one of the kind that is asked for. */
  SECTION_NOT_FOUND: { section: string };
  /** The requested seats that are held, sold or blocked, and their place numbers. */
  SEAT_UNAVAILABLE: { seatIds: string[]; places: number[] };
  /** How many places are left in the section, or that fit the filters (`section` is null then). */
  NOT_ENOUGH_LEFT: { section: string | null; available: number };
  /** The most seats that are side by side and fit the filters. */
  NOT_ENOUGH_TOGETHER: { quantity: number; largest: number };
  /** The places that would be left alone. */
  LEAVES_ORPHAN: { places: number[] };
  /** The most seats of one performance that a user may have, held and paid together. */
  HOLD_LIMIT_EXCEEDED: { limit: number };
  ALREADY_PAID: { paymentId: string };
  ALREADY_REFUNDED: { paymentId: string };
  INVALID_AMOUNT: { issues: InputIssue[] };
  /** In minor units; `shortfall` is `required` less `balance`. */
  INSUFFICIENT_BALANCE: { balance: number; required: number; shortfall: number };
  /** The open top-up that the customer has to finish; `action` is null while the provider works on it. */
  TOPUP_ACTION_REQUIRED: { topUpId: string; action: TopUpAction | null };
  TICKET_ALREADY_REDEEMED: { redeemedAt: Date };
  /** The performance that the ticket is for. */
  TICKET_WRONG_PERFORMANCE: {
    performanceId: string;
    concertId: string;
    startsAt: Date;
    timezone: string;
  };
  RATE_LIMITED: { retryAfterSeconds: number };
  SERVICE_UNAVAILABLE: {
    retryAfterSeconds: number;
    /**
     * What became of the call. `NOT_DONE`: it was not carried out and never will be; it may be repeated. `UNKNOWN`:
     * it may have been carried out; the same call with the same idempotency key tells. Always `NOT_DONE` for
     * a query, which changes nothing.
     */
    outcome: 'NOT_DONE' | 'UNKNOWN';
  };
}

/** What became of a call that was not answered. */
export type Outcome = ErrorDetailsByCode['SERVICE_UNAVAILABLE']['outcome'];

export type ErrorDetails<Code extends ErrorCode> = Code extends keyof ErrorDetailsByCode
  ? ErrorDetailsByCode[Code]
  : Record<string, never>;
