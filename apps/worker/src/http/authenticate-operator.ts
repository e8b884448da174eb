import type { Authenticator } from '@frontrow/api/access/auth';
import { ERRORS } from '@frontrow/api/errors/errors';
import type { ErrorCode } from '@frontrow/contract/error-codes';
import type { DomainContext } from '@frontrow/domain/kernel/context';
import { isDatabaseUnavailable } from '@frontrow/domain/kernel/database/unavailable';
import { DomainError, unavailable } from '@frontrow/domain/kernel/errors';
import { requireUser } from '@frontrow/domain/user/sign-in';

export interface Refusal {
  status: 401 | 403 | 503;
  errorCode: string;
  message: string;
}

export interface Operator {
  operatorId: string;
  /** When the bearer token expires, in milliseconds since 1970. */
  expiresAt: number;
}

/** Verifies a bearer token and returns whose it is and when it expires, or the refusal to send. */
export async function authenticateOperator(
  { ctx, auth }: { ctx: DomainContext; auth: Authenticator },
  token: string | null,
): Promise<Operator | Refusal> {
  try {
    const { subject, role, expiresAt } = await auth.verify(token && `Bearer ${token}`);
    if (role !== 'operator') throw new DomainError('FORBIDDEN');
    return { operatorId: (await requireUser(ctx, subject)).id, expiresAt };
  } catch (error) {
    return refusalOf(isDatabaseUnavailable(error) ? unavailable(error, 'NOT_DONE') : error);
  }
}

function refusalOf(error: unknown): Refusal {
  if (!(error instanceof DomainError)) throw error;
  const statuses: Partial<Record<ErrorCode, Refusal['status']>> = {
    FORBIDDEN: 403,
    SERVICE_UNAVAILABLE: 503,
  };
  const code: ErrorCode = error.code;
  return { status: statuses[code] ?? 401, errorCode: code, message: ERRORS[code][1] };
}
