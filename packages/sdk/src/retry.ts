import type { AppRouter } from '@frontrow/api/root';
import { TRPCClientError } from '@trpc/client';
import { backoff } from './backoff.ts';

export interface Attempted {
  type: 'query' | 'mutation' | 'subscription';
  /** As in the API: `reservation.hold`. */
  path: string;
  /** How often it has been tried. */
  attempts: number;
}

/** Mutations that a key makes safe to repeat; the client gives them one. */
export const KEYED: ReadonlySet<string> = new Set([
  'reservation.hold',
  'balance.charge',
  'payment.pay',
  'admin.refund',
]);
/** Mutations whose repeat is answered as the first was. */
const REPEATABLE: ReadonlySet<string> = new Set([
  'queue.join',
  'queue.leave',
  'reservation.release',
]);

/** Whether a call may be sent again when nothing is known of what became of it. */
export const isHarmless = ({ type, path }: Pick<Attempted, 'type' | 'path'>): boolean =>
  type === 'query' || KEYED.has(path) || REPEATABLE.has(path);

/**
 * Milliseconds after which a failed call is to be tried again, or null if it may not be: only where
 * the contract makes a repeat harmless. What the server asks for is honoured and never shortened; the
 * rest is spread at random, so that a crowd does not come back at once.
 */
export function retryDelay(
  error: TRPCClientError<AppRouter>,
  { type, path, attempts }: Attempted,
  random: () => number = Math.random,
): number | null {
  const spread = backoff(attempts, random);
  const harmless = isHarmless({ type, path });
  switch (error.data?.errorCode) {
    case 'RATE_LIMITED':
      return asked(error) + spread;
    case 'SERVICE_UNAVAILABLE':
      return harmless ? asked(error) + spread : null;
    case 'IDEMPOTENCY_IN_PROGRESS':
      return spread;
    case undefined:
      return harmless && isTransport(error) ? spread : null;
    default:
      return null;
  }
}

/**
 * Milliseconds after which it is worth asking again, for who has all the time there is; null where
 * the answer would be the same.
 */
export function comesBackAfter(error: unknown): number | null {
  if (!(error instanceof TRPCClientError)) return null;
  switch (error.data?.errorCode) {
    case 'RATE_LIMITED':
    case 'SERVICE_UNAVAILABLE':
      return asked(error);
    case 'INTERNAL_SERVER_ERROR':
      return 0;
    case undefined:
      return isTransport(error) ? 0 : null;
    default:
      return null;
  }
}

function asked({ data }: TRPCClientError<AppRouter>): number {
  const { retryAfterSeconds } = (data?.details ?? {}) as { retryAfterSeconds?: number };
  return (retryAfterSeconds ?? 0) * 1000;
}

/** No answer of ours: the network, or a proxy that has nobody to pass the call to. */
function isTransport({ cause, meta }: TRPCClientError<AppRouter>): boolean {
  if (cause?.name === 'AbortError' || cause?.name === 'WrongUrlError') return false;
  const status = (meta?.response as { status?: number } | undefined)?.status;
  return status === undefined || status === 200 || status >= 500;
}
