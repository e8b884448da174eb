import type { DomainContext } from '../kernel/context.ts';
import { GroupCommit } from '../kernel/group-commit.ts';
import { perProcess } from '../kernel/per-process.ts';
import { admitLocked } from './admit.ts';
import { LEAVE_PLACES, type LeftRow } from './line.sql.ts';
import { behindLock, commitChange } from './locked-line.ts';
import type { QueueTokenClaims } from './queue-token.ts';
import { roomsOf } from './rooms.ts';

const MOST_TOGETHER = 500;

/** The leaves that this process makes together. */
class Exit extends GroupCommit<string, number | null> {
  constructor() {
    super(MOST_TOGETHER);
  }
}

/**
 * Ends a place that waits; false when it does not. Done once every server shows it, so that nobody
 * behind it is told a better position here and a worse one elsewhere.
 */
export async function leavePlace(
  ctx: DomainContext,
  { tokenId, concertId }: QueueTokenClaims,
): Promise<boolean> {
  const at = await perProcess(ctx, Exit).add(concertId, tokenId, async (tokenIds) => {
    const left = await leavePlaces(ctx, concertId, tokenIds);
    return tokenIds.map((id) => left.get(id) ?? null);
  });
  if (at === null) return false;
  await leftIsShown(ctx, { concertId, at });
  return true;
}

/** Done once every server shows that somebody left at that time. */
export async function leftIsShown(
  ctx: DomainContext,
  { concertId, at }: { concertId: string; at: number },
): Promise<void> {
  const rooms = roomsOf(ctx);
  // It is done, whether or not this process can read the line now.
  await rooms.known(ctx, concertId).catch(() => {});
  await rooms.shown(ctx, at);
}

/** Ends the places among these tokens that wait; tells when each of them left. */
export async function leavePlaces(
  ctx: DomainContext,
  concertId: string,
  tokenIds: string[],
): Promise<Map<string, number>> {
  const times = await behindLock(ctx, concertId, async (line) => {
    const values = [concertId, tokenIds, ctx.now];
    const left = await line.tx.sql.rows<LeftRow>(LEAVE_PLACES, values);
    if (left.length === 0) return new Map<string, number>();
    if (line.queue.is_open) await admitLocked(line, ctx.now);
    const change = await commitChange(line, { now: ctx.now, left });
    return new Map(left.map(({ id }) => [id, change?.at ?? 0]));
  });
  return times ?? new Map();
}
