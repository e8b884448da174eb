import type { QueueTicket } from '@frontrow/contract/queue';
import { availabilityOf, type Supply } from '../availability/availability.ts';
import type { QueueEntryRow } from '../entry/entry.sql.ts';
import { pollAfter, pollAfterInPrequeue } from '../pacing/poll-pace.ts';
import type { QueueContext } from '../queue-context.ts';
import type { QueueReplica, WaitingState } from '../replica/queue-replica.ts';
import { entrantOf, type QueueTokenClaims, sealQueueToken } from '../token/queue-token.ts';

/** What a token carries beside what is stored in the entry. */
export type TokenExtras = Pick<QueueTokenClaims, 'positionCeiling' | 'subjectHash'>;

/** What a ticket tells of a queue beside the entry. */
export interface QueueNow {
  replica: QueueReplica;
  supply: Supply;
}

/** The claims of a new token for a stored entry. */
export const claimsOf = (
  entry: QueueEntryRow,
  { positionCeiling, subjectHash }: TokenExtras,
): QueueTokenClaims => ({
  entryId: entry.id,
  concertId: entry.concert_id,
  userId: entry.user_id,
  joinedAt: entry.joined_at,
  number: entry.number,
  round: entry.round,
  arrival: entry.arrival,
  positionCeiling: entry.status === 'WAITING' ? positionCeiling : null,
  admitted: entry.status === 'ACTIVE',
  subjectHash,
});

/** An entry that has not been admitted. */
export interface WaitingEntry {
  claims: QueueTokenClaims;
  state: WaitingState;
}

/**
 * The ticket of an entry that has not been admitted, from a replica.
 *
 * @param entry.token the token, if it was made before
 */
export function waitingTicketAt(
  ctx: QueueContext,
  { replica, supply, ...entry }: QueueNow & WaitingEntry & { token?: string },
): QueueTicket {
  const { claims, state } = entry;
  const { position, status, waiting } = state;
  const wait = position === null ? null : replica.estimateWait(position);
  const { pollsPerSecond } = ctx.settings;
  return {
    token: entry.token ?? sealQueueToken(ctx.queueKeys, claimsNow(entry)),
    concertId: claims.concertId,
    status,
    position,
    estimatedWaitSeconds: wait?.seconds ?? null,
    estimatedWaitRange: wait?.range ?? null,
    pollAfterSeconds:
      position === null
        ? pollAfterInPrequeue(replica.prequeue, replica.pace, pollsPerSecond)
        : pollAfter(position, replica.pace),
    joinedAt: claims.joinedAt,
    admittedAt: null,
    activeUntil: null,
    entrant: claims.arrival === null ? null : entrantOf(claims.entryId),
    availability: availabilityOf(supply, aheadOf(state)),
    waiting,
    ...settingsOf(replica),
  };
}

/** The claims of the token of a ticket. */
export const claimsNow = ({ claims, state }: WaitingEntry): QueueTokenClaims => ({
  ...claims,
  number: state.number,
  positionCeiling: state.position,
});

/** The ticket of a pass. */
export function passTicket(
  ctx: QueueContext,
  { replica, supply, claims, entry }: QueueNow & { claims: QueueTokenClaims; entry: QueueEntryRow },
): QueueTicket {
  return {
    token: sealQueueToken(ctx.queueKeys, claims),
    concertId: entry.concert_id,
    status: 'ACTIVE',
    position: null,
    estimatedWaitSeconds: null,
    estimatedWaitRange: null,
    pollAfterSeconds: pollAfter(null, replica.pace),
    joinedAt: entry.joined_at,
    admittedAt: entry.admitted_at,
    activeUntil: later(entry.hold_until, entry.expires_at),
    entrant: entry.arrival === null ? null : entrantOf(entry.id),
    availability: availabilityOf(supply, 0),
    waiting: null,
    ...settingsOf(replica),
  };
}

/** How many wait before an entry; in the pre-queue, how many wait in all. */
export const aheadOf = ({ position, waiting }: WaitingState): number =>
  position === null ? waiting : position - 1;

/** Whether a ticket tells the settings that are in force. */
export const tellsSettingsOf = ({ row }: QueueReplica, ticket: QueueTicket): boolean =>
  ticket.paused === row.paused &&
  ticket.message === row.message &&
  ticket.claimSeconds === row.claim_seconds &&
  ticket.opensAt?.getTime() === row.opens_at?.getTime();

/** The part of the queue's settings that its users are told. */
const settingsOf = ({
  row,
}: QueueReplica): Pick<QueueTicket, 'opensAt' | 'claimSeconds' | 'paused' | 'message'> => ({
  opensAt: row.opens_at,
  claimSeconds: row.claim_seconds,
  paused: row.paused,
  message: row.message,
});

const later = (a: Date | null, b: Date | null): Date | null => (a && b && b > a ? b : a);
