import type { ErrorCode } from '@frontrow/sdk';
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';

/** Where the one button of an error leads. */
export type NextStep =
  | 'again'
  | 'reload'
  | 'home'
  | 'sign-in'
  | 'queue'
  | 'dates'
  | 'seats'
  | 'wallet'
  | 'tickets';

/** What a page says about a refusal: what happened, what is safe, and one thing to do. */
export interface ErrorSentence {
  /** Its placeholders are the names of the error's `details`. */
  what: MessageDescriptor;
  safe: MessageDescriptor;
  next: NextStep;
}

const nothingCharged = msg`Nothing was charged.`;
const seatsStay = msg`The seats you hold are still yours.`;
const placeStays = msg`Your place in the queue is as it was.`;
const nothingChanged = msg`Nothing has changed.`;
const ourFault = msg`Sorry, this one is on us. Nothing was charged.`;

/** Every error code of the API. A code without a sentence does not compile. */
export const SENTENCES = {
  UNAUTHENTICATED: {
    what: msg`You are not signed in any more`,
    safe: msg`Your place and your seats stay yours. Sign in and go on.`,
    next: 'sign-in',
  },
  FORBIDDEN: {
    what: msg`This account may not do that`,
    safe: nothingChanged,
    next: 'home',
  },
  USER_NOT_FOUND: {
    what: msg`This account is no longer here`,
    safe: msg`Sign in with another one.`,
    next: 'sign-in',
  },
  VALIDATION_FAILED: {
    what: msg`We could not read that`,
    safe: msg`Nothing has changed. Please check it and try again.`,
    next: 'again',
  },
  CONCERT_NOT_FOUND: {
    what: msg`There is no such concert`,
    safe: msg`The link may be old. Everything that is on is in the list.`,
    next: 'home',
  },
  PERFORMANCE_NOT_FOUND: {
    what: msg`There is no such date`,
    safe: placeStays,
    next: 'dates',
  },
  RESERVATION_NOT_FOUND: {
    what: msg`There is no such reservation`,
    safe: msg`All of yours are in the list.`,
    next: 'tickets',
  },
  PAYMENT_NOT_FOUND: {
    what: msg`There is no such payment`,
    safe: msg`All of yours are in the list.`,
    next: 'tickets',
  },
  TICKET_NOT_FOUND: {
    what: msg`There is no such ticket`,
    safe: msg`All of yours are in the list.`,
    next: 'tickets',
  },
  QUEUE_TOKEN_REQUIRED: {
    what: msg`You need a turn for this`,
    safe: msg`Join the line, and your turn comes.`,
    next: 'queue',
  },
  QUEUE_TOKEN_INVALID: {
    what: msg`This turn belongs to somebody else`,
    safe: msg`Your own place, if you have one, is kept.`,
    next: 'queue',
  },
  QUEUE_TOKEN_EXPIRED: {
    what: msg`Your turn is over`,
    safe: msg`What you paid for stays yours. You can join the line again.`,
    next: 'queue',
  },
  QUEUE_WAITING: {
    what: msg`It is not your turn yet`,
    safe: placeStays,
    next: 'queue',
  },
  QUEUE_CLOSED: {
    what: msg`The line is closed`,
    safe: msg`Nobody can join any more. What you paid for stays yours.`,
    next: 'home',
  },
  NO_DATES_AVAILABLE: {
    what: msg`No date can be booked now`,
    safe: nothingCharged,
    next: 'home',
  },
  NO_SEATS_AVAILABLE: {
    what: msg`Every seat of this date is taken`,
    safe: msg`Unpaid seats come back. Another date may have some.`,
    next: 'dates',
  },
  CHART_NOT_FOUND: {
    what: msg`The seating plan is missing`,
    safe: ourFault,
    next: 'dates',
  },
  SEAT_NOT_FOUND: {
    what: msg`This date does not have that seat`,
    safe: seatsStay,
    next: 'seats',
  },
  PLACE_NOT_FOUND: {
    what: msg`This date does not have that seat`,
    safe: seatsStay,
    next: 'seats',
  },
  SECTION_NOT_FOUND: {
    what: msg`This date does not have that section`,
    safe: seatsStay,
    next: 'seats',
  },
  SEAT_UNAVAILABLE: {
    what: msg`Somebody was faster`,
    safe: seatsStay,
    next: 'seats',
  },
  NOT_ENOUGH_LEFT: {
    what: msg({ message: 'Only {available} are left there' }),
    safe: seatsStay,
    next: 'seats',
  },
  NOT_ENOUGH_TOGETHER: {
    what: msg({ message: '{largest} side by side is the most that is left' }),
    safe: seatsStay,
    next: 'seats',
  },
  LEAVES_ORPHAN: {
    what: msg`One seat would be left alone`,
    safe: msg`Take the seat beside it, or move by one. The seats you hold are still yours.`,
    next: 'seats',
  },
  HOLD_LIMIT_EXCEEDED: {
    what: msg({ message: 'One person can have {limit} seats here' }),
    safe: seatsStay,
    next: 'seats',
  },
  HOLD_EXPIRED: {
    what: msg`Your hold ended`,
    safe: msg`Nothing was charged. The seats may still be free.`,
    next: 'seats',
  },
  ALREADY_PAID: {
    what: msg`This is paid already`,
    safe: msg`You were charged once. Your tickets are ready.`,
    next: 'tickets',
  },
  ALREADY_REFUNDED: {
    what: msg`This was refunded`,
    safe: msg`The money is in your wallet.`,
    next: 'wallet',
  },
  INVALID_AMOUNT: {
    what: msg`That amount does not work`,
    safe: msg`Nothing was charged. Please choose another one.`,
    next: 'again',
  },
  INSUFFICIENT_BALANCE: {
    what: msg`Your wallet does not have enough`,
    safe: msg`Nothing was charged. The seats you hold are still yours.`,
    next: 'wallet',
  },
  TOPUP_UNAVAILABLE: {
    what: msg`Money cannot be added here`,
    safe: msg`Nothing was charged. The seats you hold are still yours.`,
    next: 'wallet',
  },
  TOPUP_DECLINED: {
    what: msg`The payment was not approved`,
    safe: msg`Nothing was charged. The seats you hold are still yours.`,
    next: 'again',
  },
  TOPUP_ACTION_REQUIRED: {
    what: msg`The payment site needs you`,
    safe: msg`Nothing was charged yet. The seats you hold are still yours.`,
    next: 'again',
  },
  TOPUP_NOT_FOUND: {
    what: msg`There is no such top-up`,
    safe: msg`Your wallet shows everything that was added.`,
    next: 'wallet',
  },
  TICKET_ALREADY_REDEEMED: {
    what: msg`This ticket was used`,
    safe: nothingChanged,
    next: 'tickets',
  },
  TICKET_VOID: {
    what: msg`This ticket was refunded`,
    safe: msg`The money is in your wallet.`,
    next: 'wallet',
  },
  TICKET_WRONG_PERFORMANCE: {
    what: msg`This ticket is for another date`,
    safe: msg`It is still good, and it was not used up.`,
    next: 'tickets',
  },
  IDEMPOTENCY_KEY_REUSED: {
    what: msg`That was sent before`,
    safe: msg`The first answer counts. Nothing was charged twice.`,
    next: 'reload',
  },
  IDEMPOTENCY_IN_PROGRESS: {
    what: msg`We are still working on it`,
    safe: msg`No need to press again. Nothing is charged twice.`,
    next: 'reload',
  },
  RATE_LIMITED: {
    what: msg({ message: 'Too fast; free in {retryAfterSeconds} s' }),
    safe: msg`Nothing is lost. Press again then.`,
    next: 'again',
  },
  PROCEDURE_NOT_FOUND: {
    what: msg`This page is older than the server`,
    safe: msg`Load it again. Your place and your seats are kept.`,
    next: 'reload',
  },
  METHOD_NOT_SUPPORTED: {
    what: msg`This page is older than the server`,
    safe: msg`Load it again. Your place and your seats are kept.`,
    next: 'reload',
  },
  SERVICE_UNAVAILABLE: {
    what: msg`We cannot answer right now`,
    safe: msg`Your place and your seats are kept on the server.`,
    next: 'again',
  },
  INTERNAL_SERVER_ERROR: {
    what: msg`Our mistake`,
    safe: nothingCharged,
    next: 'again',
  },
} satisfies Record<ErrorCode, ErrorSentence>;

/** What the button says that takes the next step. */
export const STEP_WORDS = {
  again: msg`Try again`,
  reload: msg`Load again`,
  home: msg`See what's on`,
  'sign-in': msg`Sign in`,
  queue: msg`Go to the line`,
  dates: msg`See the dates`,
  seats: msg`Choose seats`,
  wallet: msg`Open the wallet`,
  tickets: msg`My tickets`,
} satisfies Record<NextStep, MessageDescriptor>;
