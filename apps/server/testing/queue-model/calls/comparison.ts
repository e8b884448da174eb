import type { QueueTicket } from '@frontrow/contract/queue';
import type { ComparableTicket, Refusal } from '../model/predictions.ts';
import type { Answer } from './calls.ts';

/**
 * The outcome of a call in the form in which the model predicts it: a ticket without its token and its
 * estimates, the end of a hold (milliseconds since 1970), a refusal, a count of admissions, or 'ok'.
 */
export function comparable(outcome: Answer | Refusal): unknown {
  if (outcome === 'ok' || 'code' in outcome) return outcome;
  if ('ticket' in outcome) return comparableTicket(outcome.ticket);
  if ('reservation' in outcome) return outcome.reservation.holdExpiresAt.getTime();
  return outcome;
}

const comparableTicket = (ticket: QueueTicket): ComparableTicket => ({
  status: ticket.status,
  position: ticket.position,
  joinedAt: ticket.joinedAt.getTime(),
  admittedAt: ticket.admittedAt?.getTime() ?? null,
  activeUntil: ticket.activeUntil?.getTime() ?? null,
});

export const ticketIn = (outcome: Answer | Refusal): QueueTicket | null =>
  typeof outcome === 'object' && 'ticket' in outcome ? outcome.ticket : null;
