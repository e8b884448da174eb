import { type DomainError, unavailable } from '@frontrow/domain/kernel/errors';
import type { TRPCError } from '@trpc/server';
import type { ApiContext } from '../context.ts';

const GONE = new Error('the client has gone');

/**
 * Ends a call whose client has gone before a statement of it begins: nobody would get its answer. Its outcome is that
 * of a call that never came.
 *
 * @throws SERVICE_UNAVAILABLE
 */
export function requireClient(ctx: Pick<ApiContext, 'isGone'>): void {
  if (ctx.isGone()) throw unavailable(GONE, 'NOT_DONE');
}

/** Whether a call ended because its client has gone, which is no fault. */
export const isClientGone = ({ cause }: TRPCError): boolean =>
  (cause as DomainError | undefined)?.cause === GONE;
