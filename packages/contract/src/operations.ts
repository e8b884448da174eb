import { z } from 'zod';
import { id, pageInput, pageOf, text } from './primitives.ts';
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
});
/** One action of an operator, from the append-only log. */
export const actionView = z.object({
  id,
  operatorId: id,
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
