import { z } from 'zod';
import { concertView } from './concert.ts';
import { PAYMENT_STATUSES, paymentView } from './payment.ts';
import {
  id,
  idempotencyKey,
  MAX_PRICE,
  money,
  name,
  pageInput,
  pageOf,
  text,
  time,
  timezone,
} from './primitives.ts';
import { queueSettingsInput } from './queue.ts';
import { RESERVATION_STATUSES, reservationView } from './reservation.ts';
import { userView } from './session.ts';

/** A house larger than any stadium; keeps one call from writing without end. */
export const MAX_SEATS_PER_PERFORMANCE = 200_000;

export const createConcertInput = z
  .object({
    title: name,
    artist: name,
    venue: name,
    description: text.max(10_000).default(''),
    salesOpenAt: time.nullish(),
    salesCloseAt: time.nullish(),
    /** Most seats that one user may hold and own of one performance. */
    holdLimit: z.int().min(1).max(100).default(4),
    queue: queueSettingsInput.optional(),
  })
  .refine(
    (concert) =>
      !concert.salesOpenAt || !concert.salesCloseAt || concert.salesOpenAt < concert.salesCloseAt,
    { path: ['salesCloseAt'], message: 'must be after salesOpenAt' },
  );
export type CreateConcertInput = z.output<typeof createConcertInput>;

const sectionInput = z.object({
  name,
  rows: z.int().min(1).max(1_000),
  seatsPerRow: z.int().min(1).max(1_000),
  price: money.min(0).max(MAX_PRICE),
});

export const createPerformanceInput = z
  .object({
    concertId: id,
    startsAt: time,
    timezone: timezone.default('UTC'),
    /** None: a date whose seats are not on offer yet. */
    sections: z.array(sectionInput).max(500),
  })
  .superRefine(({ sections }, check) => {
    const names = new Set<string>();
    for (const [index, section] of sections.entries()) {
      if (names.has(section.name)) {
        check.addIssue({
          code: 'custom',
          path: ['sections', index, 'name'],
          message: 'names the same section twice',
        });
      }
      names.add(section.name);
    }
    const seats = sections.reduce((sum, { rows, seatsPerRow }) => sum + rows * seatsPerRow, 0);
    if (seats > MAX_SEATS_PER_PERFORMANCE) {
      check.addIssue({
        code: 'custom',
        path: ['sections'],
        message: `holds ${seats} seats; at most ${MAX_SEATS_PER_PERFORMANCE} are taken`,
      });
    }
  });
export type CreatePerformanceInput = z.output<typeof createPerformanceInput>;
export const createPerformanceView = z.object({ performanceId: id, seatsTotal: z.int() });

export const cancelPerformanceInput = z.object({
  performanceId: id,
  reason: text.trim().min(1).max(500),
});
export const cancelPerformanceView = z.object({ refunded: z.int(), released: z.int() });

export const publishDrawValueInput = z.object({
  concertId: id,
  /** What the named public value came out as. */
  value: text.trim().min(1).max(1_000),
});
export type PublishDrawValueInput = z.output<typeof publishDrawValueInput>;

export const configureQueueInput = queueSettingsInput.extend({ concertId: id });
export type ConfigureQueueInput = z.output<typeof configureQueueInput>;

export const createUserInput = z.object({
  name,
  externalId: text.trim().min(1).max(255).optional(),
});
export const adminUserView = userView.extend({
  externalId: z.string().nullable(),
  createdAt: z.date(),
});
export type AdminUserView = z.output<typeof adminUserView>;
export const findUsersInput = pageInput.extend({
  /** Part of the name, in any case. */
  name: text.max(200).optional(),
  externalId: text.max(255).optional(),
});
export const adminUserPage = pageOf(adminUserView);
export const deleteUserInput = z.object({ userId: id });
export const deleteUserView = z.object({ deleted: z.literal(true) });

const listFilters = {
  userId: id.optional(),
  concertId: id.optional(),
  performanceId: id.optional(),
};
export const listReservationsInput = pageInput.extend({
  ...listFilters,
  status: z.enum(RESERVATION_STATUSES).optional(),
});
export type ListReservationsInput = z.output<typeof listReservationsInput>;
const adminReservationView = reservationView.extend({ userId: id });
export const adminReservationPage = pageOf(adminReservationView);

export const listPaymentsInput = pageInput.extend({
  ...listFilters,
  reservationId: id.optional(),
  status: z.enum(PAYMENT_STATUSES).optional(),
});
export type ListPaymentsInput = z.output<typeof listPaymentsInput>;
const adminPaymentView = paymentView.extend({ userId: id });
export const adminPaymentPage = pageOf(adminPaymentView);

export const refundInput = z.object({
  paymentId: id,
  reason: text.trim().max(500).optional(),
  idempotencyKey,
});
export type RefundInput = z.output<typeof refundInput>;

export const redeemTicketInput = z.object({ code: z.string().min(1).max(500) });
export const redeemTicketView = z.object({
  ticketId: id,
  label: z.string(),
  redeemedAt: z.date(),
});

export const OPERATOR_ACTIONS = [
  'createConcert',
  'createPerformance',
  'cancelPerformance',
  'configureQueue',
  'publishDrawValue',
  'createUser',
  'deleteUser',
  'refund',
  'redeemTicket',
  'createJob',
  'requeueJob',
  'retryJob',
  'pauseJob',
  'resumeJob',
  'deleteJob',
] as const;
export type OperatorActionName = (typeof OPERATOR_ACTIONS)[number];

export const actionsInput = pageInput.extend({
  operatorId: id.optional(),
  action: z.enum(OPERATOR_ACTIONS).optional(),
});
export const actionView = z.object({
  id,
  operatorId: id,
  action: z.enum(OPERATOR_ACTIONS),
  /** The id of what was acted on; of a job of the worker, the UUIDv5 of its name. */
  targetId: id,
  details: z.record(z.string(), z.unknown()),
  createdAt: z.date(),
});
export type ActionView = z.output<typeof actionView>;
export const actionPage = pageOf(actionView);

export const auditInput = z.object({ concertId: id.optional() });
const auditCheck = z.object({
  name: z.string(),
  ok: z.boolean(),
  /** The first offenders, each as the ids and figures that show it. */
  violations: z.array(z.record(z.string(), z.unknown())),
});
export const auditView = z.object({ ok: z.boolean(), checks: z.array(auditCheck) });
export type AuditView = z.output<typeof auditView>;

export const adminConcertView = concertView.extend({ holdLimit: z.int() });
export type AdminConcertView = z.output<typeof adminConcertView>;
