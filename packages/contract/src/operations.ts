import { z } from 'zod';
import { id, money, pageInput, pageOf, text, time } from './primitives.ts';
import { freeJson } from './text/free-json.ts';

export const OPERATOR_ACTIONS = [
  'createConcert',
  'updateConcert',
  'createChart',
  'createPerformance',
  'updatePerformance',
  'cancelPerformance',
  'blockPlaces',
  'unblockPlaces',
  'configureQueue',
  'publishDrawValue',
  'createUser',
  'deleteUser',
  'restoreUser',
  'eraseUser',
  'refund',
  'refundTopUp',
  'resolveTopUp',
  'redeemTicket',
  'undoRedeem',
  'createJob',
  'requeueJob',
  'retryJob',
  'pauseJob',
  'resumeJob',
  'deleteJob',
] as const;
export type OperatorActionName = (typeof OPERATOR_ACTIONS)[number];

/** A time or period in the words that Agenda understands. */
const phrase = text.max(200).nullish();

/** The body with which the worker's dashboard creates a job. Other fields are left out. */
export const createJobInput = z.object({
  jobName: z.string().max(200),
  jobSchedule: phrase,
  jobRepeatEvery: phrase,
  jobData: freeJson,
});

export const actionsInput = pageInput.extend({
  operatorId: id.optional(),
  action: z.enum(OPERATOR_ACTIONS).optional(),
  /** Only what was done to this: a concert, performance, user, payment, top-up or ticket. */
  targetId: id.optional(),
  /** Only what was done at this time or later. */
  since: time.optional(),
});
export type ActionsInput = z.output<typeof actionsInput>;
/** One action of an operator, from the append-only log. */
export const actionView = z.object({
  id,
  operatorId: id,
  /** Empty if the operator was erased since. */
  operatorName: z.string(),
  action: z.enum(OPERATOR_ACTIONS),
  /** The id of the changed object; for a job of the worker, the UUIDv5 of its name. */
  targetId: id,
  /**
   * The action's input and result, as far as they are kept. The keys `__proto__`, `constructor` and
   * `prototype`, which older versions stored, end with an additional `_`.
   */
  details: z.record(z.string(), z.unknown()),
  createdAt: z.date(),
});
export type ActionView = z.output<typeof actionView>;
export const actionPage = pageOf(actionView);

export const auditInput = z.object({
  /** Checks only this concert; left out: all concerts. */
  concertId: id.optional(),
});
const auditCheck = z.object({
  name: z.string(),
  ok: z.boolean(),
  /** The first 20 violations, each with the ids and figures that prove it; empty if `ok`. */
  violations: z.array(z.record(z.string(), z.unknown())),
});
/** The result of the audit. */
export const auditView = z.object({
  /** Whether every check found no violation. */
  ok: z.boolean(),
  checks: z.array(auditCheck),
});
export type AuditView = z.output<typeof auditView>;

/** The most minutes that one call of `admin.salesStats` answers with: a day. */
export const MAX_STATS_MINUTES = 1_440;

export const salesStatsInput = z.object({
  concertId: id,
  /** How many minutes `series` has, the current one included. */
  minutes: z.int().min(1).max(MAX_STATS_MINUTES).default(60),
});
export type SalesStatsInput = z.output<typeof salesStatsInput>;

/** Places of the concert's performances that are not cancelled, past ones included. */
const placeCounts = {
  /** Places that can be held, whatever the sale window. */
  available: z.int(),
  /** Places of holds that have not lapsed. */
  held: z.int(),
  /** Paid places. */
  sold: z.int(),
  /** Places that an operator took off sale. */
  blocked: z.int(),
  /**
   * Minor units: what the places were paid for, less refunds, since the beginning. A cancelled performance counts
   * until its payments are refunded.
   */
  revenue: money,
};

const salesNow = z.object({
  ...placeCounts,
  /** ISO 4217 code of all amounts. */
  currency: z.string(),
});

const salesOfCategory = z.object({
  /** Sections of one category count together, in all performances. */
  category: z.string(),
  ...placeCounts,
});

/**
 * What happened in one minute, as numbers of queue entries, holds and payments, not of places. Entries that were
 * purged (`TOKEN_RETENTION_SECONDS` after their end, a day by default) are not counted any more.
 */
const salesMinute = z.object({
  /** The start of the minute, in UTC. The last minute is the current one, which is not over yet. */
  at: z.date(),
  /** Queue entries that were created. */
  joined: z.int(),
  /** Queue entries that became a pass. */
  admitted: z.int(),
  /** Queue entries that left, before or after the admission, and those that waited when the sale closed. */
  left: z.int(),
  /** Passes that ran out, in the minute in which they did, claimed or not. */
  expired: z.int(),
  /** Holds that were made. A swap is a new hold. */
  held: z.int(),
  /** Holds that ended without a payment: released, replaced by a swap, or lapsed, in the minute in which they did. */
  released: z.int(),
  /** Payments. */
  paid: z.int(),
  /** Payments that were refunded. */
  refunded: z.int(),
  /** Minor units: what was paid in the minute, less what was refunded in it. It may be negative. */
  revenue: money,
});
export type SalesMinute = z.output<typeof salesMinute>;

/** The live figures of a concert's sale. `now` is at most a second old. */
export const salesStatsView = z.object({
  now: salesNow,
  /** In the order of the charts. The figures of all categories add up to those of `now`. */
  byCategory: z.array(salesOfCategory),
  /** The last minutes, the oldest first, each of them also if nothing happened. */
  series: z.array(salesMinute),
});
export type SalesStatsView = z.output<typeof salesStatsView>;
