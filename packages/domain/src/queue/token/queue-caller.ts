import type { QueueTicket } from '@frontrow/contract/queue';
import type { Caller } from '../../kernel/context.ts';
import type { QueueTokenClaims } from './queue-token.ts';

/** A caller with a queue token that is their own. The use case checks whether the entry is live. */
export interface QueueCaller {
  caller: Caller;
  claims: QueueTokenClaims;
}

/** A caller whose entry still waits, with its ticket. Nobody has looked up the user. */
export interface WaitingCaller {
  claims: QueueTokenClaims;
  waiting: QueueTicket;
}

/** A user who waits, or one who may have a pass. */
export type TicketOrPass = QueueCaller | WaitingCaller;

/** The sender of a call whose bearer token and queue token were verified without a statement. */
export interface TokenHolder {
  /** Null if the queue token is missing, or not the bearer's own. */
  claims: QueueTokenClaims | null;
  /**
   * Looks up the user and claims the pass.
   *
   * @throws USER_NOT_FOUND, QUEUE_TOKEN_REQUIRED, QUEUE_TOKEN_INVALID
   */
  signIn(): Promise<QueueCaller>;
}
