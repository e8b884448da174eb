import { listActions } from './admin/actions.ts';
import { audit } from './admin/audit.ts';
import { cancelPerformance } from './admin/cancel-performance.ts';
import { createConcert, createPerformance } from './admin/catalog.ts';
import { listAllPayments, listAllReservations, redeemTicket, refund } from './admin/orders.ts';
import { publishDrawValue } from './admin/publish-draw-value.ts';
import { configureQueue, queueStats } from './admin/queue-settings.ts';
import { createUser, deleteUser, findUsers } from './admin/users.ts';
import { charge, getBalance, history } from './balance/balance.service.ts';
import { getConcert, listConcerts } from './concert/concert.service.ts';
import type { DomainContext } from './kernel/context.ts';
import { getPayment, listPayments, pay } from './payment/payment.service.ts';
import { listTickets } from './payment/ticket.ts';
import { join } from './queue/join.ts';
import { claim, status } from './queue/pass.ts';
import { publishedDraw } from './queue/published-draw.ts';
import { openQueueToken } from './queue/queue-token.ts';
import { waitingTicket } from './queue/ticket.ts';
import { watchesOf } from './queue/watch.ts';
import { datesFor, seatMapFor, seatsFor } from './reservation/browse.ts';
import { leave } from './reservation/leave.ts';
import * as reservations from './reservation/reservation.service.ts';
import type { Services } from './services.ts';
import * as sessions from './session/session.service.ts';

/** Binds the use cases to a context. */
export const bindServices = (ctx: DomainContext): Services => ({
  session: {
    requireUser: (subject) => sessions.requireUser(ctx, subject),
    requireUserById: (userId) => sessions.requireUserById(ctx, userId),
    devSignIn: (input) => sessions.devSignIn(ctx, input),
  },
  queue: {
    open: (token) => openQueueToken(ctx.queueKeys, token),
    join: (caller, input) => join(ctx, caller, input),
    status: (claims) => status(ctx, claims),
    waiting: (claims) => waitingTicket(ctx, claims),
    watch: (claims, signal) => watchesOf(ctx).watch(ctx, claims, signal),
    draw: (input) => publishedDraw(ctx, input),
    leave: (claims) => leave(ctx, claims),
    claim: (claims) => claim(ctx, claims),
  },
  concert: {
    list: (page) => listConcerts(ctx, page),
    get: (concertId) => getConcert(ctx, concertId),
    dates: (turn, concertId) => datesFor(ctx, turn, concertId),
    seats: (turn, performanceId) => seatsFor(ctx, turn, performanceId),
    seatMap: (turn, input) => seatMapFor(ctx, turn, input),
  },
  reservation: {
    hold: (guest, input) => reservations.hold(ctx, guest, input),
    release: (caller, reservationId) => reservations.release(ctx, caller, reservationId),
    get: (caller, reservationId) => reservations.getReservation(ctx, caller, reservationId),
    list: (caller, input) => reservations.listReservations(ctx, caller, input),
  },
  balance: {
    get: (caller) => getBalance(ctx, caller),
    charge: (caller, input) => charge(ctx, caller, input),
    history: (caller, page) => history(ctx, caller, page),
  },
  payment: {
    pay: (guest, input) => pay(ctx, guest, input),
    get: (caller, paymentId) => getPayment(ctx, caller, paymentId),
    list: (caller, page) => listPayments(ctx, caller, page),
    tickets: (caller, paymentId) => listTickets(ctx, caller, paymentId),
  },
  admin: {
    createConcert: (operator, input) => createConcert(ctx, operator, input),
    createPerformance: (operator, input) => createPerformance(ctx, operator, input),
    cancelPerformance: (operator, input) => cancelPerformance(ctx, operator, input),
    configureQueue: (operator, input) => configureQueue(ctx, operator, input),
    publishDrawValue: (operator, input) => publishDrawValue(ctx, operator, input),
    queueStats: (concertId) => queueStats(ctx, concertId),
    createUser: (operator, input) => createUser(ctx, operator, input),
    deleteUser: (operator, input) => deleteUser(ctx, operator, input),
    findUsers: (input) => findUsers(ctx, input),
    listReservations: (input) => listAllReservations(ctx, input),
    listPayments: (input) => listAllPayments(ctx, input),
    refund: (operator, input) => refund(ctx, operator, input),
    redeemTicket: (operator, input) => redeemTicket(ctx, operator, input),
    actions: (input) => listActions(ctx, input),
    audit: (input) => audit(ctx, input),
  },
});
