import { setTimeout as sleep } from 'node:timers/promises';
import type { QueueContext } from '../queue-context.ts';

/** Longer than an update takes where nothing has to be loaded. */
const ROUND_MS = 1_000;

/**
 * Updates the watches of each concert by itself: one that fails is tried again later, and one that takes more than a
 * second, because something of it has to be loaded, is left to finish and is no part of the rounds until then.
 *
 * @throws if the database cannot be reached
 */
export async function forEachConcert<Item>(
  ctx: QueueContext,
  concerts: Map<string, Item>,
  update: (concertId: string, item: Item) => Promise<void>,
): Promise<void> {
  const { failures, watches } = ctx.queue;
  const { updating } = watches;
  const started = [...concerts].map(async ([concertId, item]) => {
    if (updating.has(concertId)) return;
    updating.add(concertId);
    try {
      await failures.attempt(ctx, { work: 'watch', concertId }, () => update(concertId, item));
    } finally {
      updating.delete(concertId);
    }
  });
  const all = Promise.all(started);
  // Who is left to finish may still fail.
  all.catch(() => {});
  const timer = new AbortController();
  const over = sleep(ROUND_MS, undefined, { signal: timer.signal }).catch(() => {});
  await Promise.race([all, over]).finally(() => timer.abort());
}
