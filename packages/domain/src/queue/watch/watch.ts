import type { QueueTicket } from '@frontrow/contract/queue';
import { DomainError, unavailable } from '../../kernel/errors.ts';
import { availabilityOf } from '../availability/availability.ts';
import { refusalOfEnded } from '../entry/ended.ts';
import { ENTRIES_OF_STREAMS, type QueueEntryRow } from '../entry/entry.sql.ts';
import { lookUpTicket, ticketOfEntry, waitingTicket } from '../poll/poll.ts';
import {
  aheadOf,
  claimsOf,
  passTicket,
  type QueueNow,
  tellsSettingsOf,
  waitingTicketAt,
} from '../poll/queue-ticket.ts';
import type { QueueContext } from '../queue-context.ts';
import type { QueueTokenClaims } from '../token/queue-token.ts';
import { forEachConcert } from './each-concert.ts';
import { OpenWatch } from './open-watches.ts';

/*
 * A watch is a stream of tickets: the first at once, then one for each change. `updateWatches` runs every
 * 0.25 seconds and compares each open watch with the replica of its queue. A new status or setting is sent
 * at once, a new position or number of those who wait as often as the user would poll. The rows of passes
 * are read once per second, in one statement for all. Watches are handled in slices, so that calls are
 * answered in between.
 */

/** How often the row of a watched pass is read. */
const PASS_LOOKUP_MS = 1_000;
/** Watches that are handled without a pause. */
const SLICE = 500;
/**
 * New positions, numbers of those who wait and availabilities that are sent in one run; as many positions
 * fall due per run with ten thousand watches. The others follow in the next runs.
 */
const MAX_PACED = 500;

/** When a user with too many watches may try again: an old one whose client has gone may have ended. */
const FULL_RETRY_SECONDS = 5;

const tryAnotherServer = () => unavailable(null, 'NOT_DONE');

/**
 * Streams the ticket at once and at each change, until the signal aborts.
 *
 * @throws QUEUE_TOKEN_EXPIRED, QUEUE_CLOSED, RATE_LIMITED if the user has as many watches here as may be
 */
export async function* watchQueue(
  ctx: QueueContext,
  claims: QueueTokenClaims,
  signal: AbortSignal,
): AsyncGenerator<QueueTicket> {
  const { watches } = ctx.queue;
  if (watches.ending) throw tryAnotherServer();
  const { userId } = claims;
  if (!watches.reserve(userId, ctx.settings.watchesPerUser)) {
    throw new DomainError('RATE_LIMITED', { retryAfterSeconds: FULL_RETRY_SECONDS });
  }
  let watch: OpenWatch | null = null;
  const close = () => watch?.close();
  signal.addEventListener('abort', close, { once: true });
  try {
    const first = (await waitingTicket(ctx, claims)) ?? (await lookUpTicket(ctx, claims));
    watch = new OpenWatch(claims, first);
    watches.add(watch);
    yield first;
    while (!signal.aborted) {
      const ticket = await watch.next();
      if (!ticket) return;
      yield ticket;
    }
  } finally {
    watches.release(userId);
    if (watch) watches.delete(watch);
    signal.removeEventListener('abort', close);
  }
}

/** Ends all watches; their clients reconnect to another server. */
export const endWatches = ({ queue }: QueueContext): void => queue.watches.end(tryAnotherServer);

/** Sends what is new to all open watches. */
export async function updateWatches(ctx: QueueContext): Promise<void> {
  const { watches } = ctx.queue;
  const round = { toLookUp: [] as OpenWatch[], paced: MAX_PACED };
  await forEachConcert(ctx, watches.byConcert(), (concertId, ofConcert) =>
    updateConcert(ctx, { concertId, ofConcert, round }),
  );
  const time = performance.now();
  const due = round.toLookUp.filter(({ lookedUpAt }) => time - lookedUpAt >= PASS_LOOKUP_MS);
  for (const slice of slicesOf(due, SLICE)) await lookUp(ctx, slice);
}

async function updateConcert(
  ctx: QueueContext,
  {
    concertId,
    ofConcert,
    round,
  }: {
    concertId: string;
    ofConcert: OpenWatch[];
    round: { toLookUp: OpenWatch[]; paced: number };
  },
): Promise<void> {
  const { watches, replicas, supplies } = ctx.queue;
  for (const slice of slicesOf(ofConcert, SLICE)) {
    const supply = await supplies.get(ctx, concertId);
    const replica =
      replicas.peekUpToDate(ctx, concertId) ?? (await replicas.getUpToDate(ctx, concertId));
    for (const watch of slice) {
      const sent = sendState(ctx, { replica, supply, watch, mayPace: round.paced > 0 });
      if (sent === 'not waiting') round.toLookUp.push(watch);
      if (sent !== 'paced') continue;
      round.paced--;
      watches.moveToEnd(watch);
    }
    await new Promise(setImmediate);
  }
}

function* slicesOf<Item>(items: Item[], size: number): Generator<Item[]> {
  for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size);
}

/** Sends the state of an entry that waits, if it is new. */
function sendState(
  ctx: QueueContext,
  { watch, mayPace, ...now }: QueueNow & { watch: OpenWatch; mayPace: boolean },
): 'not waiting' | 'sent' | 'paced' | 'nothing' {
  const { last, claims } = watch;
  const state = last.status === 'ACTIVE' ? null : now.replica.stateOf(claims);
  const sale = now.replica.saleAt(ctx.clock.now());
  if (sale === 'closing') watch.lookedUpAt = Number.NEGATIVE_INFINITY;
  if (!state || sale === 'closing') return 'not waiting';
  if (sale === 'closed') {
    watch.fail(new DomainError('QUEUE_CLOSED'));
    return 'sent';
  }
  const isNew = state.status !== last.status || !tellsSettingsOf(now.replica, last);
  if (!isNew && !mayPace) return 'nothing';
  const due = performance.now() - watch.lastAt >= last.pollAfterSeconds * 1000;
  const hasMoved = state.position !== last.position || state.waiting !== last.waiting;
  const isPacedNew =
    (due && hasMoved) || availabilityOf(now.supply, aheadOf(state)) !== last.availability;
  if (!isNew && !isPacedNew) return 'nothing';
  watch.push(waitingTicketAt(ctx, { ...now, claims, state }));
  return isNew ? 'sent' : 'paced';
}

/** Reads the rows of entries that do not wait, and sends what is new. */
async function lookUp(ctx: QueueContext, watches: OpenWatch[]): Promise<void> {
  const ids = watches.map(({ claims }) => claims.entryId);
  const rows = await ctx.sql.rows<QueueEntryRow>(ENTRIES_OF_STREAMS, [ids, ctx.now()]);
  const entries = new Map(rows.map((entry) => [entry.id, entry]));
  const time = performance.now();
  for (const watch of watches) watch.lookedUpAt = time;
  const byConcert = Map.groupBy(watches, ({ claims }) => claims.concertId);
  await forEachConcert(ctx, byConcert, async (_, ofConcert) => {
    for (const watch of ofConcert) await sendEntry(ctx, watch, entries.get(watch.claims.entryId));
  });
}

async function sendEntry(
  ctx: QueueContext,
  watch: OpenWatch,
  entry: QueueEntryRow | undefined,
): Promise<void> {
  if (!entry?.live) watch.fail(refusalOfEnded(entry));
  else if (entry.status === 'ACTIVE') await sendPass(ctx, watch, entry);
  else if (entry.status !== watch.last.status) {
    watch.push(await ticketOfEntry(ctx, entry, watch.claims));
  }
}

async function sendPass(ctx: QueueContext, watch: OpenWatch, entry: QueueEntryRow): Promise<void> {
  const { replicas, supplies } = ctx.queue;
  const replica = await replicas.getUpToDate(ctx, entry.concert_id);
  const supply = await supplies.get(ctx, entry.concert_id);
  const claims = claimsOf(entry, watch.claims);
  const ticket = passTicket(ctx, { replica, supply, claims, entry });
  const { last } = watch;
  const newEnd = ticket.activeUntil?.getTime() !== last.activeUntil?.getTime();
  const isNew =
    newEnd || ticket.availability !== last.availability || !tellsSettingsOf(replica, last);
  if (last.status !== 'ACTIVE' || isNew) watch.push(ticket);
}
