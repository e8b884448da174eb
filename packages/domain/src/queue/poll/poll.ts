import type { QueueTicket } from '@frontrow/contract/queue';
import { DomainError } from '../../kernel/errors.ts';
import { refusalOfEnded } from '../entry/ended.ts';
import type { QueueEntryRow } from '../entry/entry.sql.ts';
import { findEntry } from '../entry/entry-look-ups.ts';
import type { QueueContext } from '../queue-context.ts';
import type { WaitingState } from '../replica/queue-replica.ts';
import type { KnownToken, KnownTokens } from '../token/known-tokens.ts';
import type { TicketOrPass, TokenHolder } from '../token/queue-caller.ts';
import { type QueueTokenClaims, sealQueueToken } from '../token/queue-token.ts';
import {
  claimsNow,
  claimsOf,
  passTicket,
  type TokenExtras,
  waitingTicketAt,
} from './queue-ticket.ts';

/*
 * A poll asks for the current state of an entry. The token is signed and carries the entry's number, so
 * the poll of an entry that waits needs no statement: `waitingTicket` computes the position from this
 * server's replica of the queue. The user was looked up at the join, and deleting a user ends the entry.
 * The replica does not know passes and ended entries. For those the user signs in, and `lookUpTicket`
 * reads the entry's row. If the row is ahead of what servers show, the answer waits until all of them show it.
 */

/** Answers a poll. @throws QUEUE_TOKEN_EXPIRED, QUEUE_CLOSED, and what `holder.signIn` throws */
export async function poll(ctx: QueueContext, holder: TokenHolder): Promise<QueueTicket> {
  const user = await ticketOrPass(ctx, holder);
  return 'waiting' in user ? user.waiting : lookUpTicket(ctx, user.claims);
}

/** The ticket of a user who waits; all others sign in. @throws QUEUE_CLOSED, and what `holder.signIn` throws */
export async function ticketOrPass(
  ctx: QueueContext,
  { claims, signIn }: TokenHolder,
): Promise<TicketOrPass> {
  const waiting = claims && (await waitingTicket(ctx, claims));
  return waiting ? { claims, waiting } : signIn();
}

/** The ticket of an entry, from its row. @throws QUEUE_TOKEN_EXPIRED, QUEUE_CLOSED */
export async function lookUpTicket(
  ctx: QueueContext,
  claims: QueueTokenClaims,
): Promise<QueueTicket> {
  const entry = await requireLiveEntry(ctx, claims);
  if (!claims.admitted && entry.number !== null) {
    await waitUntilShown(ctx, claims.concertId, entry.number);
  }
  return ticketOfEntry(ctx, entry, claims);
}

/**
 * The ticket of an entry that waits, from the replica. Queries only if the replica is older than the
 * visibility delay. Null if the entry has ended, is a pass, or was found to be ahead of the replica, and
 * just after the sale has closed.
 *
 * @throws QUEUE_CLOSED if the entry waited when the sale closed
 */
export async function waitingTicket(
  ctx: QueueContext,
  claims: QueueTokenClaims,
): Promise<QueueTicket | null> {
  const { replicas, supplies } = ctx.queue;
  if (claims.admitted || replicas.staleEntries.has(claims.entryId)) return null;
  const { concertId } = claims;
  const supply = supplies.peek(ctx, concertId) ?? (await supplies.get(ctx, concertId));
  const replica =
    replicas.peekUpToDate(ctx, concertId) ?? (await replicas.getUpToDate(ctx, concertId));
  const state = replica.stateOf(claims);
  const sale = replica.saleAt(ctx.clock.now());
  if (sale === 'closing') return null;
  if (sale === 'closed' && state) throw new DomainError('QUEUE_CLOSED');
  return state && waitingTicketAt(ctx, { replica, supply, claims, state });
}

/**
 * The same from memory alone, and so at once: null also if something has to be read, and near the close of the sale.
 *
 * @param sent the token of the poll, which is known
 */
export function waitingTicketInMemory(
  ctx: QueueContext,
  tokens: KnownTokens,
  { known, sent }: { known: KnownToken; sent: string },
): QueueTicket | null {
  const { replicas, supplies } = ctx.queue;
  const { claims } = known;
  if (claims.admitted || replicas.staleEntries.has(claims.entryId)) return null;
  const supply = supplies.peek(ctx, claims.concertId);
  const replica = replicas.peekUpToDate(ctx, claims.concertId);
  if (!supply || replica?.saleAt(ctx.clock.now()) !== 'open') return null;
  const state = replica.stateOf(claims);
  if (!state) return null;
  const entry = { claims, state };
  const token = replyTo(ctx, { known, sent, state });
  if (token !== known.reply?.token && token !== sent) {
    const noted = tokens.note(token, claimsNow(entry));
    known.reply = { token, position: state.position, known: noted };
  }
  return waitingTicketAt(ctx, { replica, supply, ...entry, token });
}

/** The token that is answered to this one. The same claims have the same token while the same key signs. */
function replyTo(
  { queueKeys }: QueueContext,
  { known, sent, state }: { known: KnownToken; sent: string; state: WaitingState },
): string {
  const { claims, reply } = known;
  const { number, position } = state;
  if (reply?.position === position && claims.number === number) return reply.token;
  const saysTheSame = claims.number === number && claims.positionCeiling === position;
  if (saysTheSame && queueKeys.signsAs(sent)) return sent;
  return sealQueueToken(queueKeys, claimsNow({ claims, state }));
}

/** The ticket of a live entry from its row. */
export async function ticketOfEntry(
  ctx: QueueContext,
  entry: QueueEntryRow,
  extras: TokenExtras,
): Promise<QueueTicket> {
  const { replicas, supplies } = ctx.queue;
  const { number, concert_id: concertId } = entry;
  const claims = claimsOf(entry, extras);
  const supply = await supplies.get(ctx, concertId);
  if (entry.status === 'ACTIVE' || number === null) {
    const replica = await replicas.getOrLoad(ctx, concertId);
    if (number !== null) return passTicket(ctx, { replica, supply, claims, entry });
    return waitingTicketAt(ctx, { replica, supply, claims, state: replica.prequeueState });
  }
  const replica = await replicas.getUpToDate(ctx, concertId);
  // An entry that the replica does not know yet stands behind all that it knows.
  const positionCeiling = claims.positionCeiling ?? number;
  const state =
    replica.stateOf(claims) ?? replica.waitingState(replica.latest, { number, positionCeiling });
  return waitingTicketAt(ctx, { replica, supply, claims, state });
}

/** The row of a live entry. @throws QUEUE_TOKEN_EXPIRED, QUEUE_CLOSED */
export async function requireLiveEntry(
  ctx: QueueContext,
  { entryId }: Pick<QueueTokenClaims, 'entryId'>,
): Promise<QueueEntryRow> {
  const entry = await findEntry(ctx, entryId);
  const waits = entry?.status === 'WAITING' || entry?.status === 'PREQUEUE';
  if (!waits) ctx.queue.replicas.staleEntries.mark(entryId);
  if (!entry?.live) throw refusalOfEnded(entry);
  return entry;
}

/** Resolves once every server shows what the database says of a number at this moment. */
async function waitUntilShown(ctx: QueueContext, concertId: string, number: number): Promise<void> {
  const { replicas } = ctx.queue;
  await replicas.readLatest(ctx);
  const replica = await replicas.getUpToDate(ctx, concertId);
  if (!replica.showsLatestOf(number)) await replicas.waitUntilVisible(ctx, replica.lastChangeAt);
}
