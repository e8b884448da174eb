import type { ErrorCode } from '@frontrow/contract/error-codes';
import type { Sale, Stage } from './stage.ts';

/**
 * Who may call:
 *   public               anybody, whatever credentials come along
 *   user                 a bearer token of an existing user
 *   operator, …          the same, with one of these roles; never for another user
 *   entry                the same as `user`, with a queue token of one's own that has not ended
 *   pass                 the same, admitted, and for the concert that the call asks for
 */
export type Access =
  | 'public'
  | 'user'
  | 'operator'
  | 'operator or door'
  | 'operator or service'
  | 'entry'
  | 'pass';

/** An error code; of an ended entry with how it ended, as in `QUEUE_TOKEN_EXPIRED (PAID)`. */
export type Refusal = ErrorCode | `${ErrorCode} (${string})`;
export type Outcome = 'ok' | Refusal;

export interface Expectation {
  access: Access;
  /** An input that does something if the call comes through. `sale` is the concert of the queue token. */
  input?: (stage: Stage, sale: Sale) => unknown;
  /** The outcome of a call that comes through; `ok` unless given. */
  opens?: Outcome;
  /** The outcome once such a call has come through before, if it differs. */
  again?: Outcome;
  /** The outcome for another user than the owner of what `input` names, if it differs. */
  others?: Outcome;
  /** Runs after all others, since it ends what they need. */
  last?: true;
}

const concert = ({ sales }: Stage) => ({ concertId: sales.active.concertId });
const performance = ({ sales }: Stage) => ({ performanceId: sales.active.performanceId });
const payment = ({ paymentId }: Stage) => ({ paymentId });
const topUp = ({ topUpId }: Stage) => ({ topUpId });
const ownConcert = (_: Stage, { concertId }: Sale) => ({ concertId });
const ownPerformance = (_: Stage, { performanceId }: Sale) => ({ performanceId });
const SECTIONS = [{ name: 'S', rows: 1, seatsPerRow: 1, price: 1_000 }];
const CHART = {
  ...{ width: 100, height: 100, focus: [50, 0] },
  sections: [{ name: 'Pit', category: 'Standing', kind: 'GENERAL', capacity: 10 }],
};
const NO_CHART = '01920000-0000-7000-8000-00000000dead';
const STARTS_AT = new Date('2031-05-01T10:00:00.000Z');

/**
 * What each procedure answers, as the contract says. A new procedure gets a line here. The test in
 * apps/server/test/auth/authorisation-matrix.test.ts derives from it the outcome of every kind of
 * credential with every kind of queue token.
 */
export const EXPECTATIONS: Record<string, Expectation> = {
  'session.devSignIn': { access: 'public', input: () => ({ name: 'Other' }) },
  'session.me': { access: 'user' },

  'queue.join': { access: 'user', input: concert },
  'queue.status': { access: 'entry' },
  'queue.watch': { access: 'entry' },
  'queue.leave': { access: 'entry', again: 'QUEUE_TOKEN_EXPIRED (LEFT)', last: true },
  'queue.draw': {
    access: 'public',
    input: ({ sales }) => ({ concertId: sales.prequeue.concertId }),
  },

  'concert.list': { access: 'public', input: () => ({ limit: 1 }) },
  'concert.get': { access: 'public', input: concert },
  'concert.dates': { access: 'pass', input: ownConcert },
  'concert.seats': { access: 'pass', input: ownPerformance },
  'concert.seatMap': { access: 'pass', input: ownPerformance },
  'concert.chart': { access: 'public', input: performance },
  'concert.availability': { access: 'pass', input: ownPerformance },
  'concert.watchAvailability': { access: 'pass', input: ownPerformance },

  'reservation.hold': {
    access: 'pass',
    input: (_, { performanceId, seatIds }) => ({
      performanceId,
      seatIds: seatIds.slice(2, 3),
      idempotencyKey: `hold-in-${performanceId}`,
    }),
  },
  'reservation.holdBest': {
    access: 'pass',
    input: (_, { performanceId }) => ({
      ...{ performanceId, quantity: 1 },
      idempotencyKey: `best-in-${performanceId}`,
    }),
  },
  'reservation.release': {
    access: 'user',
    input: ({ expendable: { reservationId } }) => ({ reservationId }),
    others: 'RESERVATION_NOT_FOUND',
  },
  'reservation.get': {
    access: 'user',
    input: ({ sales }) => ({ reservationId: sales.paid.reservationId }),
    others: 'RESERVATION_NOT_FOUND',
  },
  'reservation.list': { access: 'user' },

  'balance.get': { access: 'user' },
  'balance.charge': {
    access: 'user',
    input: () => ({ amount: 1_000, idempotencyKey: 'charge-of-the-matrix' }),
  },
  'balance.startTopUp': {
    access: 'user',
    input: () => ({ amount: 1_000, idempotencyKey: 'top-up-of-the-matrix' }),
  },
  'balance.topUp': { access: 'user', input: topUp, others: 'TOPUP_NOT_FOUND' },
  'balance.topUps': { access: 'user' },
  'balance.cancelTopUp': { access: 'user', input: topUp, others: 'TOPUP_NOT_FOUND' },
  'balance.history': { access: 'user' },

  'payment.pay': {
    access: 'pass',
    input: (_, { reservationId }) => ({
      ...{ reservationId, topUp: true },
      idempotencyKey: `pay-for-${reservationId}`,
    }),
  },
  'payment.get': { access: 'user', input: payment, others: 'PAYMENT_NOT_FOUND' },
  'payment.list': { access: 'user' },
  'payment.tickets': { access: 'user', input: payment, others: 'PAYMENT_NOT_FOUND' },

  'admin.createConcert': {
    access: 'operator',
    input: () => ({ title: 'Made by the matrix', artist: 'A', venue: 'V' }),
  },
  'admin.updateConcert': {
    access: 'operator',
    input: (stage) => ({ ...concert(stage), title: 'Changed by the matrix' }),
  },
  'admin.createChart': { access: 'operator', input: () => ({ name: 'Drawn', chart: CHART }) },
  'admin.getChart': {
    access: 'operator',
    input: () => ({ chartId: NO_CHART }),
    opens: 'CHART_NOT_FOUND',
  },
  'admin.listCharts': { access: 'operator' },
  'admin.blockPlaces': {
    access: 'operator',
    input: (stage) => ({ ...performance(stage), places: [0] }),
  },
  'admin.unblockPlaces': {
    access: 'operator',
    input: (stage) => ({ ...performance(stage), places: [0] }),
  },
  'admin.createPerformance': {
    access: 'operator',
    input: (stage) => ({ ...concert(stage), startsAt: STARTS_AT, sections: SECTIONS }),
  },
  'admin.updatePerformance': {
    access: 'operator',
    input: (stage) => ({ ...performance(stage), startsAt: STARTS_AT }),
  },
  'admin.listPerformances': { access: 'operator', input: concert },
  'admin.cancelPerformance': {
    access: 'operator',
    input: ({ expendable: { performanceId } }) => ({ performanceId, reason: 'matrix' }),
  },
  'admin.configureQueue': {
    access: 'operator',
    input: (stage) => ({ ...concert(stage), maxActive: 400 }),
  },
  // No draw of this concert waits for a value.
  'admin.publishDrawValue': {
    access: 'operator',
    input: (stage) => ({ ...concert(stage), value: '4f2c9a0be1' }),
    opens: 'VALIDATION_FAILED',
  },
  'admin.queueStats': { access: 'operator', input: concert },
  'admin.createUser': {
    access: 'operator or service',
    input: () => ({ name: 'Made by the matrix', externalId: 'matrix' }),
  },
  'admin.deleteUser': {
    access: 'operator',
    input: ({ expendable: { userId } }) => ({ userId }),
    again: 'USER_NOT_FOUND',
  },
  'admin.restoreUser': {
    access: 'operator',
    input: ({ expendable: { userId } }) => ({ userId }),
  },
  'admin.eraseUser': {
    access: 'operator',
    input: ({ expendable: { userId } }) => ({ userId }),
  },
  'admin.findUsers': { access: 'operator' },
  'admin.listReservations': { access: 'operator' },
  'admin.listPayments': { access: 'operator' },
  'admin.refund': {
    access: 'operator',
    input: ({ expendable: { paymentId } }) => ({ paymentId, idempotencyKey: 'refund-matrix' }),
  },
  'admin.listTopUps': { access: 'operator' },
  'admin.refundTopUp': {
    access: 'operator',
    input: ({ expendable: { topUpId } }) => ({ topUpId }),
  },
  'admin.resolveTopUp': {
    access: 'operator',
    input: ({ expendable: { topUpInAttention } }) => ({
      topUpId: topUpInAttention,
      outcome: 'credit',
      reason: 'matrix',
    }),
    again: 'VALIDATION_FAILED',
  },
  'admin.redeemTicket': {
    access: 'operator or door',
    input: ({ ticket: { code } }) => ({ code }),
    again: 'TICKET_ALREADY_REDEEMED',
  },
  'admin.undoRedeem': {
    access: 'operator or door',
    input: ({ ticket: { ticketId } }) => ({ ticketId }),
  },
  'admin.listTickets': { access: 'operator or door' },
  'admin.actions': { access: 'operator' },
  'admin.audit': { access: 'operator' },
  'admin.salesStats': { access: 'operator', input: concert },
  'admin.forecastQueue': { access: 'operator', input: concert },
  'admin.health': { access: 'operator' },
  'admin.exportRows': { access: 'operator', input: () => ({ kind: 'ledger', limit: 1 }) },
  'admin.board': { access: 'operator', input: concert },
  'admin.availability': { access: 'operator', input: performance },
  'admin.findPeople': { access: 'operator', input: () => ({ text: 'nobody at all' }) },
  'admin.person': {
    access: 'operator',
    input: () => ({ userId: NO_CHART }),
    opens: 'USER_NOT_FOUND',
  },
};
