import type { QueueTicket } from '@frontrow/contract/queue';
import type { DomainContext } from '../kernel/context.ts';
import type { TokenRow } from './pass.sql.ts';
import { pollAfter, pollAfterTogether } from './queue.policy.ts';
import { entrantOf, type QueueTokenClaims, sealQueueToken } from './queue-token.ts';
import { type Place, PREQUEUE, type Room } from './room.ts';
import { roomsOf } from './rooms.ts';

/** What the row of a token says in it. */
export const claimsOf = (
  token: TokenRow,
  { told, bearer }: Pick<QueueTokenClaims, 'told' | 'bearer'>,
): QueueTokenClaims => ({
  tokenId: token.id,
  concertId: token.concert_id,
  userId: token.user_id,
  joinedAt: token.joined_at,
  number: token.number,
  round: token.round,
  entry: token.entry,
  told: token.status === 'WAITING' ? told : null,
  admitted: token.status === 'ACTIVE',
  bearer,
});

/**
 * The ticket of a place that waits, from what this process knows: no look at the database, unless that
 * is more than a second old. Null when the place is no more, or is a pass by now.
 */
export async function waitingTicket(
  ctx: DomainContext,
  claims: QueueTokenClaims,
): Promise<QueueTicket | null> {
  const rooms = roomsOf(ctx);
  if (claims.admitted || rooms.wasAhead(claims.tokenId)) return null;
  const { concertId } = claims;
  const room = rooms.fresh(ctx, concertId) ?? (await rooms.of(ctx, concertId));
  const place = room.placeOf(claims);
  return place && ticketAt(ctx, { room, claims, place });
}

/** The ticket of a place as a room shows it. */
export function ticketAt(
  ctx: DomainContext,
  { room, claims, place }: { room: Room; claims: QueueTokenClaims; place: Place },
): QueueTicket {
  const { number, position, status } = place;
  const { pollsPerSecond } = ctx.settings;
  return {
    token: sealQueueToken(ctx.queueKeys, { ...claims, number, told: position }),
    concertId: claims.concertId,
    status,
    position,
    estimatedWaitSeconds: position === null ? null : room.forecast(position),
    pollAfterSeconds:
      position === null
        ? pollAfterTogether(room.prequeue, room.pace, pollsPerSecond)
        : pollAfter(position, room.pace),
    joinedAt: claims.joinedAt,
    admittedAt: null,
    activeUntil: null,
    entrant: claims.entry === null ? null : entrantOf(claims.tokenId),
  };
}

/** The ticket of a live token as its row says; the caller has seen that it is live. */
export async function ticketOf(
  ctx: DomainContext,
  token: TokenRow,
  told: Pick<QueueTokenClaims, 'told' | 'bearer'>,
): Promise<QueueTicket> {
  const rooms = roomsOf(ctx);
  const { number, concert_id: concertId } = token;
  const claims = claimsOf(token, told);
  if (token.status === 'ACTIVE' || number === null) {
    const room = await rooms.known(ctx, concertId);
    if (number !== null) return passTicket(ctx, { room, claims, token });
    return ticketAt(ctx, { room, claims, place: PREQUEUE });
  }
  const room = await rooms.of(ctx, concertId);
  // A place that the room does not know yet is behind all that it knows.
  const position = Math.max(1, Math.min(room.head.positionOf(number), claims.told ?? number));
  const place = room.placeOf(claims) ?? { status: 'WAITING' as const, number, position };
  return ticketAt(ctx, { room, claims, place });
}

export function passTicket(
  ctx: DomainContext,
  { room, claims, token }: { room: Room; claims: QueueTokenClaims; token: TokenRow },
): QueueTicket {
  return {
    token: sealQueueToken(ctx.queueKeys, claims),
    concertId: token.concert_id,
    status: 'ACTIVE',
    position: null,
    estimatedWaitSeconds: null,
    pollAfterSeconds: pollAfter(null, room.pace),
    joinedAt: token.joined_at,
    admittedAt: token.admitted_at,
    activeUntil: later(token.deadline_at, token.ends_at),
    entrant: token.entry === null ? null : entrantOf(token.id),
  };
}

const later = (a: Date | null, b: Date | null): Date | null => (a && b && b > a ? b : a);
