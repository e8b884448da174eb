import { z } from 'zod';
import { id, pageInput, pageOf } from './primitives.ts';

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
