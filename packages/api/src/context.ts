import type { Role } from '@frontrow/contract/session';
import type { Logger } from '@frontrow/domain/kernel/logger';
import type { Services } from '@frontrow/domain/services';
import type { Authenticator, Bearer } from './access/auth.ts';
import type { RequestAnswers } from './wire/request-answers.ts';

/** One finished call, for metrics and logs. */
export interface CallReport {
  procedure: string;
  /** `ok` or the error code. */
  outcome: string;
  seconds: number;
  /** The user that the call was made for, if it came far enough to know. */
  userId: string | null;
}

/** The user that a request is made for. */
export interface SignedIn {
  id: string;
  name: string;
  role: Role;
  /** A back end makes the call, for itself or for that user. */
  service: boolean;
}

export interface ApiContext {
  services: Services;
  auth: Authenticator;
  log: Logger;
  onCall(report: CallReport): void;
  /** Says that the answer is a stream: it is no longer one of the requests that are in flight. */
  onStream(): void;
  header(name: string): string | null;
  /** Whether nobody is there any more who could get the answer. */
  isGone(): boolean;
  /** The answers of a batch; null for a request of one call. */
  answers: RequestAnswers | null;
  /** Results that the calls of one request (a batch) share. */
  memo: {
    bearer?: Promise<Bearer>;
    user?: Promise<SignedIn>;
    /** The user that the queue token names, who was not looked up. */
    tokenUser?: string;
  };
}
