import { DomainError } from '@frontrow/domain/kernel/errors';
import { FixedWindows } from './fixed-windows.ts';

const WINDOW_MILLISECONDS = 10_000;

/** How many calls each may make in 10 seconds, on each process. */
export const BUDGETS = {
  /** A person polls every five seconds and clicks now and then; a script that tries seats calls far more. */
  user: 400,
  /** A back end calls for a hundred users at a time. It is as much as one process can answer. */
  service: 40_000,
  /** Requests without a valid bearer token, whatever they ask for. Many people share one address. */
  address: 3_000,
  /** CORS preflights. They carry no token, a page sends one for each URL, and they cost next to nothing. */
  preflight: 10_000,
  /** `/healthz`, `/readyz` and `/metrics`: a load balancer asks once a second or so. */
  probe: 1_000,
  /** Wrong tokens at the dashboard. A page that is opened with an expired one sends about ten. */
  failedSignIn: 100,
};

export type Budget = keyof typeof BUDGETS;

/** A refusal, and not thrown: the caller answers with it. */
export type RateLimited = DomainError<'RATE_LIMITED'>;

export interface RateLimiter {
  /** Takes calls from the budget that this key has. Returns the refusal if there are not as many left. */
  take(budget: Budget, key: string, calls?: number): RateLimited | null;
}

/** Counts in the memory of one process: each process allows that many calls. */
export function createRateLimiter(budgets: Record<Budget, number> = BUDGETS): RateLimiter {
  const windows = new Map(
    Object.entries(budgets).map(([name, most]) => [
      name,
      new FixedWindows(most, WINDOW_MILLISECONDS),
    ]),
  );
  return {
    take(budget, key, calls = 1) {
      const milliseconds = windows.get(budget)?.take(key, calls) ?? 0;
      if (milliseconds === 0) return null;
      return new DomainError('RATE_LIMITED', { retryAfterSeconds: Math.ceil(milliseconds / 1000) });
    },
  };
}

export const noRateLimiter: RateLimiter = { take: () => null };
