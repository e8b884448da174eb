import { DomainError } from '@frontrow/domain/kernel/errors';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

const WINDOW_SECONDS = 10;

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

export interface RateLimiter {
  /**
   * Takes calls from the budget that this key has.
   *
   * @throws RATE_LIMITED
   */
  take(budget: Budget, key: string, calls?: number): Promise<void>;
}

/** Counts in the memory of one process: each process allows that many calls. */
export function createRateLimiter(budgets: Record<Budget, number> = BUDGETS): RateLimiter {
  const limiters = new Map(
    Object.entries(budgets).map(([name, points]) => [
      name,
      new RateLimiterMemory({ points, duration: WINDOW_SECONDS }),
    ]),
  );
  return {
    async take(budget, key, calls = 1) {
      try {
        await limiters.get(budget)?.consume(key, calls);
      } catch (refusal) {
        if (!(refusal instanceof RateLimiterRes)) throw refusal;
        const retryAfterSeconds = Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
        throw new DomainError('RATE_LIMITED', { retryAfterSeconds });
      }
    },
  };
}

export const noRateLimiter: RateLimiter = { async take() {} };
