import type { ErrorCode } from '@frontrow/contract/error-codes';
import type { TRPCError } from '@trpc/server';

type TrpcCode = TRPCError['code'];

/**
 * For every error code of the contract: its tRPC code and the message for people. The map is total: a new
 * code does not compile until it is added here.
 */
export const ERRORS = {
  UNAUTHENTICATED: ['UNAUTHORIZED', 'Sign in: the bearer token is missing, invalid or expired.'],
  FORBIDDEN: ['FORBIDDEN', 'This role may not do that.'],
  USER_NOT_FOUND: ['NOT_FOUND', 'There is no such user.'],
  VALIDATION_FAILED: ['BAD_REQUEST', 'The input does not fit.'],
  CONCERT_NOT_FOUND: ['NOT_FOUND', 'There is no such concert.'],
  PERFORMANCE_NOT_FOUND: ['NOT_FOUND', 'There is no such performance.'],
  RESERVATION_NOT_FOUND: ['NOT_FOUND', 'There is no such reservation of yours.'],
  PAYMENT_NOT_FOUND: ['NOT_FOUND', 'There is no such payment.'],
  TICKET_NOT_FOUND: ['NOT_FOUND', 'There is no such ticket.'],
  QUEUE_TOKEN_REQUIRED: ['UNAUTHORIZED', 'Join the queue first: the queue token is missing.'],
  QUEUE_TOKEN_INVALID: ['UNAUTHORIZED', 'The queue token is not one of yours for this concert.'],
  QUEUE_TOKEN_EXPIRED: ['UNAUTHORIZED', 'The queue token has ended: join the queue again.'],
  QUEUE_WAITING: ['PRECONDITION_FAILED', 'It is not your turn yet.'],
  QUEUE_CLOSED: ['PRECONDITION_FAILED', 'The queue of this concert takes no one now.'],
  NO_DATES_AVAILABLE: ['NOT_FOUND', 'No date can be booked.'],
  NO_SEATS_AVAILABLE: ['NOT_FOUND', 'No seat is available.'],
  CHART_NOT_FOUND: ['NOT_FOUND', 'There is no such chart.'],
  SEAT_NOT_FOUND: ['NOT_FOUND', 'This performance has no such seat.'],
  PLACE_NOT_FOUND: ['NOT_FOUND', 'This performance has no such seat.'],
  SECTION_NOT_FOUND: ['NOT_FOUND', 'This performance has no such section.'],
  SEAT_UNAVAILABLE: ['CONFLICT', 'A seat is held, sold or not for sale.'],
  NOT_ENOUGH_LEFT: ['CONFLICT', 'Fewer places are left.'],
  NOT_ENOUGH_TOGETHER: ['CONFLICT', 'So many seats are not left side by side.'],
  LEAVES_ORPHAN: ['CONFLICT', 'The choice would leave a single seat alone.'],
  HOLD_LIMIT_EXCEEDED: ['BAD_REQUEST', 'That would be more seats than one user may have.'],
  HOLD_EXPIRED: ['CONFLICT', 'The hold ran out or was released.'],
  ALREADY_PAID: ['CONFLICT', 'The reservation is paid.'],
  ALREADY_REFUNDED: ['CONFLICT', 'The payment is refunded.'],
  INVALID_AMOUNT: ['BAD_REQUEST', 'The amount is not valid.'],
  INSUFFICIENT_BALANCE: ['PAYMENT_REQUIRED', 'The balance does not cover the amount.'],
  TOPUP_UNAVAILABLE: ['PRECONDITION_FAILED', 'Balances cannot be topped up this way here.'],
  TOPUP_DECLINED: ['PAYMENT_REQUIRED', 'The payment provider declined the top-up.'],
  TOPUP_ACTION_REQUIRED: [
    'PAYMENT_REQUIRED',
    'The customer has to finish the top-up at the payment provider.',
  ],
  TOPUP_NOT_FOUND: ['NOT_FOUND', 'There is no such top-up of yours.'],
  TICKET_ALREADY_REDEEMED: ['CONFLICT', 'The ticket was redeemed before.'],
  TICKET_VOID: ['CONFLICT', 'The ticket is void: its payment was refunded.'],
  TICKET_WRONG_PERFORMANCE: ['CONFLICT', 'The ticket is for another performance.'],
  IDEMPOTENCY_KEY_REUSED: ['CONFLICT', 'The idempotency key was used with other input.'],
  IDEMPOTENCY_IN_PROGRESS: ['CONFLICT', 'The first call with this key is still running.'],
  RATE_LIMITED: ['TOO_MANY_REQUESTS', 'Too many calls: slow down.'],
  PROCEDURE_NOT_FOUND: ['NOT_FOUND', 'There is no such procedure.'],
  METHOD_NOT_SUPPORTED: ['METHOD_NOT_SUPPORTED', 'Queries are GET, mutations are POST.'],
  SERVICE_UNAVAILABLE: [
    'SERVICE_UNAVAILABLE',
    'Something that this needs cannot be reached: try again.',
  ],
  INTERNAL_SERVER_ERROR: ['INTERNAL_SERVER_ERROR', 'Something went wrong on our side.'],
} as const satisfies Record<ErrorCode, readonly [TrpcCode, string]>;
