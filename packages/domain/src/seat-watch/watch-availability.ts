import type { AvailabilityInput, AvailabilityView } from '@frontrow/contract/chart';
import { NOT_BOOKABLE } from '../concert/concert.sql.ts';
import { getPerformance } from '../concert/concert.ts';
import { DomainError, unavailable } from '../kernel/errors.ts';
import { refusalOfEnded } from '../queue/entry/ended.ts';
import { ENTRIES_OF_STREAMS, type QueueEntryRow } from '../queue/entry/entry.sql.ts';
import { requirePass } from '../queue/pass/pass.ts';
import type { QueueContext } from '../queue/queue-context.ts';
import type { QueueCaller } from '../queue/token/queue-caller.ts';
import { OpenSeatWatch } from '../queue/watch/open-seat-watches.ts';
import { availabilityOf } from '../seating/seating.ts';

/*
 * A stream of availability: everything at once, then what changed. `updateSeatWatches` runs every 0.1 seconds. At most
 * every 0.2 seconds one statement reads what changed in all performances that are watched, and one a second reads the
 * passes and the dates of all who watch, however many they are. What changed is made once for all streams that have the same version.
 */

/** A stream gets what changed at most 4 times a second. */
const LEAST_MS = 250;
/** How old the places may be that a stream waits for a change of. Others show a change within half a second. */
const READ_MS = 200;
/** Streams that are woken without a pause, so that calls are answered in between. */
const SLICE = 100;
/** How often the row of a pass, and whether its date can be booked, is read. The stream ends within a second of it. */
const PASS_LOOKUP_MS = 700;
/** When a user with too many streams may try again. */
const FULL_RETRY_SECONDS = 5;

const tryAnotherServer = () => unavailable(null, 'NOT_DONE');

/**
 * Streams which places of a performance are available, until the signal aborts.
 *
 * @throws QUEUE_TOKEN_EXPIRED, QUEUE_WAITING, QUEUE_TOKEN_INVALID, PERFORMANCE_NOT_FOUND, NO_DATES_AVAILABLE,
 * RATE_LIMITED if the user has as many streams here as may be
 */
export async function* watchAvailability(
  ctx: QueueContext,
  { caller, claims }: QueueCaller,
  { performanceId, sinceVersion, signal }: AvailabilityInput & { signal: AbortSignal },
): AsyncGenerator<AvailabilityView> {
  const { seatWatches, watches } = ctx.queue;
  if (seatWatches.ending) throw tryAnotherServer();
  const { userId } = caller;
  if (!watches.reserve(userId, ctx.settings.watchesPerUser)) {
    throw new DomainError('RATE_LIMITED', { retryAfterSeconds: FULL_RETRY_SECONDS });
  }
  let watch: OpenSeatWatch | null = null;
  const close = () => watch?.close();
  signal.addEventListener('abort', close, { once: true });
  try {
    await requirePass(ctx, claims, null);
    const performance = await getPerformance(ctx, performanceId);
    if (performance.concert_id !== claims.concertId) throw new DomainError('QUEUE_TOKEN_INVALID');
    if (!performance.bookable) throw new DomainError('NO_DATES_AVAILABLE');
    const read = async (version: number | undefined) =>
      availabilityOf(await ctx.seating.snapshots.get(ctx, performanceId), userId, version);
    let view = await read(sinceVersion);
    watch = new OpenSeatWatch(claims, performanceId, view.version);
    seatWatches.add(watch);
    yield view;
    while (!signal.aborted && (await watch.next())) {
      view = await read(watch.version);
      watch.version = view.version;
      yield view;
    }
  } finally {
    watches.release(userId);
    if (watch) seatWatches.delete(watch);
    signal.removeEventListener('abort', close);
  }
}

/** Ends all streams; their clients reconnect to another server. */
export const endSeatWatches = ({ queue }: QueueContext): void =>
  queue.seatWatches.end(tryAnotherServer);

/** Reads what changed, wakes the streams that it concerns, and ends those whose pass or sale has ended. */
export async function updateSeatWatches(ctx: QueueContext): Promise<void> {
  const { seatWatches } = ctx.queue;
  const { snapshots } = ctx.seating;
  const watched = seatWatches.performanceIds;
  if (watched.length === 0) return;
  await snapshots.refreshIfOlder(ctx, watched, READ_MS);
  for (const performanceId of watched) {
    const snapshot = snapshots.peek(ctx, performanceId);
    if (snapshot) await wakeThoseBehind(seatWatches.of(performanceId), snapshot.version);
    // It was forgotten. To load it takes a while, in which the other streams go on; a later run wakes its own.
    else snapshots.get(ctx, performanceId).catch(() => {});
  }
  const time = performance.now();
  const due = seatWatches.all.filter(({ lookedUpAt }) => time - lookedUpAt >= PASS_LOOKUP_MS);
  if (due.length === 0) return;
  await endEnded(ctx, due);
  await endNotBookable(ctx, due);
}

/** Wakes the streams that do not have this version, unless they were woken a moment ago. */
async function wakeThoseBehind(watches: Iterable<OpenSeatWatch>, version: number): Promise<void> {
  const time = performance.now();
  let woken = 0;
  for (const watch of watches) {
    if (watch.version === version || time - watch.sentAt < LEAST_MS) continue;
    watch.sentAt = time;
    watch.push();
    woken++;
    if (woken % SLICE === 0) await new Promise(setImmediate);
  }
}

async function endEnded(ctx: QueueContext, watches: OpenSeatWatch[]): Promise<void> {
  const ids = [...new Set(watches.map(({ claims }) => claims.entryId))];
  const rows = await ctx.sql.rows<QueueEntryRow>(ENTRIES_OF_STREAMS, [ids, ctx.now()]);
  const entries = new Map(rows.map((entry) => [entry.id, entry]));
  const time = performance.now();
  for (const watch of watches) {
    watch.lookedUpAt = time;
    const entry = entries.get(watch.claims.entryId);
    if (!entry?.live) watch.fail(refusalOfEnded(entry));
  }
}

/** Ends the streams of performances that were cancelled, have begun, or whose sale has ended. */
async function endNotBookable(ctx: QueueContext, watches: OpenSeatWatch[]): Promise<void> {
  const ids = [...new Set(watches.map(({ performanceId }) => performanceId))];
  const rows = await ctx.sql.rows<{ id: string }>(NOT_BOOKABLE, [ids, ctx.now()]);
  const ended = new Set(rows.map(({ id }) => id));
  for (const watch of watches) {
    if (ended.has(watch.performanceId)) watch.fail(new DomainError('NO_DATES_AVAILABLE'));
  }
}
