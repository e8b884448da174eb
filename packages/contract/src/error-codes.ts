/** Every refusal that a caller can meet. Free of zod, so that a client can import it at no cost. */
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
  'SEAT_NOT_FOUND',
  'SEAT_UNAVAILABLE',
  'HOLD_LIMIT_EXCEEDED',
  'HOLD_EXPIRED',
  'ALREADY_PAID',
  'ALREADY_REFUNDED',
  'INVALID_AMOUNT',
  'INSUFFICIENT_BALANCE',
  'TOPUP_UNAVAILABLE',
  'TOPUP_DECLINED',
  'TICKET_ALREADY_REDEEMED',
  'TICKET_VOID',
  'IDEMPOTENCY_KEY_REUSED',
  'IDEMPOTENCY_IN_PROGRESS',
  'RATE_LIMITED',
  'PROCEDURE_NOT_FOUND',
  'METHOD_NOT_SUPPORTED',
  'SERVICE_UNAVAILABLE',
  'INTERNAL_SERVER_ERROR',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** A field of the input and what is wrong with it; `path` is empty for the input as a whole. */
export interface InputIssue {
  path: (string | number)[];
  message: string;
}

/** What `details` of a refusal holds, per code. Codes without an entry carry an empty object. */
export interface ErrorDetailsByCode {
  VALIDATION_FAILED: { issues: InputIssue[] };
  QUEUE_WAITING: {
    /** 1 is the next to be admitted; null in the pre-queue. */
    position: number | null;
    estimatedWaitSeconds: number | null;
    pollAfterSeconds: number;
  };
  SEAT_NOT_FOUND: { seatIds: string[] };
  SEAT_UNAVAILABLE: { seatIds: string[] };
  HOLD_LIMIT_EXCEEDED: { limit: number };
  ALREADY_PAID: { paymentId: string };
  ALREADY_REFUNDED: { paymentId: string };
  INVALID_AMOUNT: { issues: InputIssue[] };
  /** Minor units of the deployment's currency. */
  INSUFFICIENT_BALANCE: { balance: number; required: number; shortfall: number };
  TICKET_ALREADY_REDEEMED: { redeemedAt: Date };
  RATE_LIMITED: { retryAfterSeconds: number };
  SERVICE_UNAVAILABLE: { retryAfterSeconds: number };
}

export type ErrorDetails<Code extends ErrorCode> = Code extends keyof ErrorDetailsByCode
  ? ErrorDetailsByCode[Code]
  : Record<string, never>;
