import { type FrontrowError, isFrontrowError } from '@frontrow/sdk';
import type { Admin } from '../client/client.ts';

type Redeemed = Awaited<ReturnType<Admin['redeemTicket']['mutate']>>;

/** What the door says of a code. Only `IN` is a yes. */
export type Verdict =
  | { kind: 'IN'; ticket: Redeemed }
  | { kind: 'USED'; at: Date; isOwn: boolean }
  | { kind: 'VOID' }
  | { kind: 'OTHER_DATE'; startsAt: Date; timezone: string }
  | { kind: 'UNKNOWN_CODE' }
  | { kind: 'NOT_CHECKED' };

/**
 * What a refused call says.
 *
 * @param sentAt when this device sent the same code and got no answer, by the server's clock; null if it did not
 */
export function verdictOf(error: unknown, sentAt: number | null): Verdict {
  const refusal = isFrontrowError(error) ? (error as FrontrowError) : null;
  if (isFrontrowError(error, 'TICKET_ALREADY_REDEEMED')) {
    const at = new Date(error.details.redeemedAt);
    return { kind: 'USED', at, isOwn: sentAt !== null && at.getTime() >= sentAt - 2_000 };
  }
  if (isFrontrowError(error, 'TICKET_WRONG_PERFORMANCE')) {
    const { startsAt, timezone } = error.details;
    return { kind: 'OTHER_DATE', startsAt: new Date(startsAt), timezone };
  }
  if (isFrontrowError(error, 'TICKET_VOID')) return { kind: 'VOID' };
  const isNoCode = refusal && ['TICKET_NOT_FOUND', 'VALIDATION_FAILED'].includes(refusal.errorCode);
  return isNoCode ? { kind: 'UNKNOWN_CODE' } : { kind: 'NOT_CHECKED' };
}
