import type { AvailabilityInput, AvailabilityView } from '@frontrow/contract/chart';
import { getPerformance } from '../concert/concert.ts';
import { DomainError, unavailable } from '../kernel/errors.ts';
import { refusalOfEnded } from '../queue/entry/ended.ts';
import { ENTRIES_BY_ID, type QueueEntryRow } from '../queue/entry/entry.sql.ts';
import { requirePass } from '../queue/pass/pass.ts';
import type { QueueContext } from '../queue/queue-context.ts';
import type { QueueCaller } from '../queue/token/queue-caller.ts';
import { OpenSeatWatch } from '../queue/watch/open-seat-watches.ts';
import { availabilityOf } from '../seating/seating.ts';

/*
 * A stream of availability: everything at once, then what changed. `updateSeatWatches` runs every 0.1 seconds. One
 * statement reads what changed in all performances that are watched, and one a second reads the passes of all who
 * watch, however many they are.
 */

/** A stream gets what changed at most 4 times a second. */
const LEAST_MS = 250;
/** How often the row of a pass is read. The stream ends within a second of the pass. */
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
    const chart = await ctx.seating.charts.chart(ctx, performance.chart_id);
    const read = async (version: number | undefined) => {
      const snapshot = await ctx.seating.snapshots.get(ctx, performanceId);
      return availabilityOf({ snapshot, chart }, { performanceId, userId }, version);
    };
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

/** Reads what changed, wakes the streams that it concerns, and ends those whose pass has ended. */
export async function updateSeatWatches(ctx: QueueContext): Promise<void> {
  const { seatWatches } = ctx.queue;
  const all = seatWatches.all;
  if (all.length === 0) return;
  const versions = new Map<string, number>();
  for (const performanceId of seatWatches.performanceIds) {
    const { version } = await ctx.seating.snapshots.get(ctx, performanceId);
    versions.set(performanceId, version);
  }
  const time = performance.now();
  for (const watch of all) {
    if (versions.get(watch.performanceId) === watch.version) continue;
    if (time - watch.sentAt < LEAST_MS) continue;
    watch.sentAt = time;
    watch.push();
  }
  const due = all.filter(({ lookedUpAt }) => time - lookedUpAt >= PASS_LOOKUP_MS);
  if (due.length > 0) await endEnded(ctx, due);
}

async function endEnded(ctx: QueueContext, watches: OpenSeatWatch[]): Promise<void> {
  const ids = [...new Set(watches.map(({ claims }) => claims.entryId))];
  const rows = await ctx.sql.rows<QueueEntryRow>(ENTRIES_BY_ID, [ids, ctx.now()]);
  const entries = new Map(rows.map((entry) => [entry.id, entry]));
  const time = performance.now();
  for (const watch of watches) {
    watch.lookedUpAt = time;
    const entry = entries.get(watch.claims.entryId);
    if (!entry?.live) watch.fail(refusalOfEnded(entry));
  }
}
