import type { ErrorCode } from '@frontrow/contract/error-codes';
import type { ProcedureMeta } from '../trpc.ts';

/** Error codes of every mutation that takes an idempotency key. */
export const IDEMPOTENCY_ERRORS = [
  'IDEMPOTENCY_KEY_REUSED',
  'IDEMPOTENCY_IN_PROGRESS',
] as const satisfies ErrorCode[];

/** Error codes of every procedure. */
const COMMON: readonly ErrorCode[] = [
  'VALIDATION_FAILED',
  'RATE_LIMITED',
  'SERVICE_UNAVAILABLE',
  'INTERNAL_SERVER_ERROR',
];
const USER: readonly ErrorCode[] = ['UNAUTHENTICATED', 'FORBIDDEN', 'USER_NOT_FOUND'];
const QUEUE_TOKEN: readonly ErrorCode[] = [
  'QUEUE_TOKEN_REQUIRED',
  'QUEUE_TOKEN_INVALID',
  'QUEUE_TOKEN_EXPIRED',
  'QUEUE_CLOSED',
];

const BY_ACCESS: Record<NonNullable<ProcedureMeta['access']>, readonly ErrorCode[]> = {
  public: COMMON,
  user: [...USER, ...COMMON],
  operator: [...USER, ...COMMON],
  'operator or door': [...USER, ...COMMON],
  'operator or service': [...USER, ...COMMON],
  'queue token': [...USER, ...QUEUE_TOKEN, ...COMMON],
};

/** All error codes that a procedure may answer with: its own, then those of its access. */
export const declaredErrors = ({ access = 'public', errors = [] }: ProcedureMeta): ErrorCode[] => [
  ...new Set([...errors, ...BY_ACCESS[access]]),
];
