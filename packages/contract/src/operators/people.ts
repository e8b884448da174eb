import { z } from 'zod';
import { balanceView, entryView } from '../balance.ts';
import { adminPaymentView, adminTicketView } from '../payment.ts';
import { id, text } from '../primitives.ts';
import { QUEUE_ENTRY_STATUSES } from '../queue.ts';
import { adminReservationView } from '../reservation.ts';
import { adminTopUpView } from '../top-up.ts';
import { adminUserView } from '../user.ts';

/** By what a person was found. */
export const FOUND_BY = [
  'name',
  'externalId',
  'userId',
  'reservationId',
  'paymentId',
  'ticketId',
  'ticketCode',
  'seat',
  'topUpId',
  'reference',
] as const;

export const findPeopleInput = z.object({
  /**
   * A part of a name, an external id, any id of a user, reservation, payment, ticket or top-up, a ticket's code, the
   * whole label of a seat, or the payment provider's reference.
   */
  text: text.normalize('NFC').trim().min(1).max(500),
});
export type FindPeopleInput = z.output<typeof findPeopleInput>;

const foundPerson = z.object({
  user: adminUserView,
  by: z.enum(FOUND_BY),
  /** The id of the reservation, payment, ticket or top-up; null if the user itself was found. */
  id: id.nullable(),
  /** The seat, if a ticket was found; else null. */
  label: z.string().nullable(),
  performanceId: id.nullable(),
});
export type FoundPerson = z.output<typeof foundPerson>;

/** At most 50, those that were found exactly first. Seats are looked for in dates of the last 30 days and later. */
export const foundPeopleView = z.object({ items: z.array(foundPerson) });

export const personInput = z.object({ userId: id });

/** A turn of a person. Ended turns are listed if seats were held in them, until they are purged. */
const turn = z.object({
  id,
  concertId: id,
  status: z.enum(QUEUE_ENTRY_STATUSES),
  joinedAt: z.date(),
  admittedAt: z.date().nullable(),
  /** The end of a pass; null without one. */
  expiresAt: z.date().nullable(),
  endedAt: z.date().nullable(),
});

/** A date that the other lists name by its id. */
const knownPerformance = z.object({
  performanceId: id,
  concertId: id,
  title: z.string(),
  startsAt: z.date(),
  timezone: z.string(),
});

/** The whole story of a user, each list newest first with at most 100 items. */
export const personView = z.object({
  user: adminUserView,
  balance: balanceView,
  turns: z.array(turn),
  reservations: z.array(adminReservationView),
  payments: z.array(adminPaymentView),
  tickets: z.array(adminTicketView.extend({ paymentId: id })),
  topUps: z.array(adminTopUpView),
  entries: z.array(entryView),
  performances: z.array(knownPerformance),
  concerts: z.array(z.object({ concertId: id, title: z.string() })),
  /** Whether a list has more than is shown. The lists for operators have all of it. */
  more: z.boolean(),
});
export type PersonView = z.output<typeof personView>;
