import type { QueueTicket } from '@frontrow/contract/queue';
import type { Caller } from '../../kernel/context.ts';
import type { QueueTokenClaims } from '../token/queue-token.ts';

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

/** The caller of a procedure that answers waiting users from memory. */
export type TicketOrPass = QueueCaller | WaitingCaller;
