import { DomainError } from '@frontrow/domain/kernel/errors';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

const WINDOW_SECONDS = 10;
/** A person polls every five seconds and clicks now and then; a script that tries seats calls far more. */
const CALLS_OF_A_USER = 400;
/** Many people share one address. This limit only stops floods of bad tokens and sign-ins. */
const CALLS_OF_AN_ADDRESS = 3_000;

export interface RateLimiter {
  /** Counts a call of a signed-in user. @throws RATE_LIMITED */
  user(key: string): Promise<void>;
  /** Counts a call without a valid bearer token. @throws RATE_LIMITED */
  address(ip: string): Promise<void>;
}

/** Counts in the memory of one process: each server allows that many calls. */
export function createRateLimiter(): RateLimiter {
  const users = new RateLimiterMemory({ points: CALLS_OF_A_USER, duration: WINDOW_SECONDS });
  const addresses = new RateLimiterMemory({
    points: CALLS_OF_AN_ADDRESS,
    duration: WINDOW_SECONDS,
  });
  return { user: (key) => take(users, key), address: (ip) => take(addresses, ip) };
}

export const noRateLimiter: RateLimiter = { async user() {}, async address() {} };

async function take(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal;
    const retryAfterSeconds = Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
    throw new DomainError('RATE_LIMITED', { retryAfterSeconds });
  }
}
