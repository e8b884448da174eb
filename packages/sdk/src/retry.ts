import type { AppRouter } from '@frontrow/api/root';
import type { TRPCClientError } from '@trpc/client';

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
const REPEATABLE: ReadonlySet<string> = new Set(['queue.join', 'reservation.release']);

const FIRST_MILLISECONDS = 250;
const MOST_MILLISECONDS = 8_000;

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
  const backoff = Math.min(MOST_MILLISECONDS, FIRST_MILLISECONDS * 2 ** (attempts - 1));
  const spread = backoff * (0.5 + random() / 2);
  const harmless = type === 'query' || KEYED.has(path) || REPEATABLE.has(path);
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

function asked({ data }: TRPCClientError<AppRouter>): number {
  const { retryAfterSeconds } = (data?.details ?? {}) as { retryAfterSeconds?: number };
  return (retryAfterSeconds ?? 0) * 1000;
}

/** No answer of ours: the network, or a proxy that has nobody to pass the call to. */
function isTransport({ cause, meta }: TRPCClientError<AppRouter>): boolean {
  if (cause?.name === 'AbortError') return false;
  const status = (meta?.response as { status?: number } | undefined)?.status;
  return status === undefined || status === 200 || status >= 500;
}
