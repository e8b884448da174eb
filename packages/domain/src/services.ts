import type * as admin from '@frontrow/contract/admin';
import type * as balance from '@frontrow/contract/balance';
import type * as concert from '@frontrow/contract/concert';
import type * as payment from '@frontrow/contract/payment';
import type { Page, PageInput } from '@frontrow/contract/primitives';
import type * as queue from '@frontrow/contract/queue';
import type * as reservation from '@frontrow/contract/reservation';
import type { DevSignInInput, UserView } from '@frontrow/contract/session';
import type { Caller } from './kernel/context.ts';
import type { QueueTokenClaims } from './queue/queue-token.ts';
import type { Subject } from './session/session.service.ts';

/** A caller with a queue token that is the caller's own; whether it is live is yet to be seen. */
export interface Guest {
  caller: Caller;
  claims: QueueTokenClaims;
}

/** A caller with a place that waits, as this process shows it. */
export interface WaitingTurn {
  claims: QueueTokenClaims;
  waiting: queue.QueueTicket;
}

/** A call whose turn it may be. */
export type Turn = { guest: Guest } | WaitingTurn;

/**
 * The use cases as the shells see them: bound to a context, so that a router cannot reach the
 * database, and written out, so that no type of the ORM leaks into the API's.
 */
export interface Services {
  session: {
    requireUser(subject: Subject): Promise<UserView>;
    requireUserById(userId: string): Promise<UserView>;
    devSignIn(input: DevSignInInput): Promise<UserView>;
  };
  queue: {
    /** The claims of a token that we signed, or null; asks no database. */
    open(token: string): QueueTokenClaims | null;
    join(caller: Caller, input: { concertId: string }): Promise<queue.QueueTicket>;
    status(claims: QueueTokenClaims): Promise<queue.QueueTicket>;
    /** The ticket of a place that waits, without the database; null for all others. */
    waiting(claims: QueueTokenClaims): Promise<queue.QueueTicket | null>;
    /** The ticket at once and at each change, until the signal. An open watch claims nothing. */
    watch(claims: QueueTokenClaims, signal: AbortSignal): AsyncGenerator<queue.QueueTicket>;
    draw(input: queue.DrawInput): Promise<queue.DrawView>;
    leave(claims: QueueTokenClaims): Promise<{ left: true }>;
    /** Counts a call as the claim of the pass, for calls that do not ask for one. */
    claim(claims: QueueTokenClaims): Promise<void>;
  };
  concert: {
    list(page: PageInput): Promise<Page<concert.ConcertView>>;
    get(concertId: string): Promise<concert.ConcertView>;
    dates(turn: Turn, concertId: string): Promise<concert.DatesView>;
    seats(turn: Turn, performanceId: string): Promise<concert.SeatsView>;
    seatMap(turn: Turn, input: concert.SeatMapInput): Promise<concert.SeatMapView>;
  };
  reservation: {
    hold(guest: Guest, input: reservation.HoldInput): Promise<reservation.ReservationView>;
    release(caller: Caller, reservationId: string): Promise<reservation.ReservationView>;
    get(caller: Caller, reservationId: string): Promise<reservation.ReservationView>;
    list(
      caller: Caller,
      input: reservation.ReservationListInput,
    ): Promise<Page<reservation.ReservationView>>;
  };
  balance: {
    get(caller: Caller): Promise<balance.BalanceView>;
    charge(caller: Caller, input: balance.ChargeInput): Promise<balance.ChargeView>;
    history(caller: Caller, page: PageInput): Promise<Page<balance.EntryView>>;
  };
  payment: {
    pay(guest: Guest, input: payment.PayInput): Promise<payment.PaymentView>;
    get(caller: Caller, paymentId: string): Promise<payment.PaymentView>;
    list(caller: Caller, page: PageInput): Promise<Page<payment.PaymentView>>;
    tickets(caller: Caller, paymentId: string): Promise<payment.TicketsView>;
  };
  admin: {
    createConcert(
      operator: Caller,
      input: admin.CreateConcertInput,
    ): Promise<admin.AdminConcertView>;
    createPerformance(
      operator: Caller,
      input: admin.CreatePerformanceInput,
    ): Promise<{ performanceId: string; seatsTotal: number }>;
    cancelPerformance(
      operator: Caller,
      input: { performanceId: string; reason: string },
    ): Promise<{ refunded: number; released: number }>;
    configureQueue(
      operator: Caller,
      input: admin.ConfigureQueueInput,
    ): Promise<queue.QueueSettingsView>;
    publishDrawValue(operator: Caller, input: admin.PublishDrawValueInput): Promise<queue.DrawView>;
    queueStats(concertId: string): Promise<queue.QueueStatsView>;
    createUser(
      operator: Caller,
      input: { name: string; externalId?: string | undefined },
    ): Promise<admin.AdminUserView>;
    deleteUser(operator: Caller, input: { userId: string }): Promise<{ deleted: true }>;
    findUsers(
      input: PageInput & { name?: string | undefined; externalId?: string | undefined },
    ): Promise<Page<admin.AdminUserView>>;
    listReservations(
      input: admin.ListReservationsInput,
    ): Promise<Page<reservation.ReservationView & { userId: string }>>;
    listPayments(
      input: admin.ListPaymentsInput,
    ): Promise<Page<payment.PaymentView & { userId: string }>>;
    refund(operator: Caller, input: admin.RefundInput): Promise<payment.PaymentView>;
    redeemTicket(
      operator: Caller,
      input: { code: string },
    ): Promise<{ ticketId: string; label: string; redeemedAt: Date }>;
    actions(
      input: PageInput & {
        operatorId?: string | undefined;
        action?: admin.OperatorActionName | undefined;
      },
    ): Promise<Page<admin.ActionView>>;
    audit(input: { concertId?: string | undefined }): Promise<admin.AuditView>;
  };
}
