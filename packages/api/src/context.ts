import type { Role } from '@frontrow/contract/session';
import type { Logger } from '@frontrow/domain/kernel/logger';
import type { Services } from '@frontrow/domain/services';
import type { Authenticator, Bearer } from './auth.ts';
import type { RateLimiter } from './rate-limit.ts';

/** One finished call, for metrics and logs. */
export interface CallReport {
  procedure: string;
  /** `ok`, or the error code. */
  outcome: string;
  seconds: number;
  /** Whom it was for, once that was known. */
  userId: string | null;
}

/** The user whom a request is for. */
export interface SignedIn {
  id: string;
  name: string;
  role: Role;
  /** Whether a back end calls, for itself or for that user. */
  service: boolean;
}

export interface ApiContext {
  services: Services;
  auth: Authenticator;
  limiter: RateLimiter;
  log: Logger;
  onCall(report: CallReport): void;
  /** The address of whoever sent the request. */
  ip: string;
  header(name: string): string | null;
  /** Verified once a request, also in a batch of calls. */
  memo: {
    bearer?: Promise<Bearer>;
    user?: Promise<SignedIn>;
    /** The user of a waiting place, whom nobody has looked up. */
    waiting?: string;
  };
}
