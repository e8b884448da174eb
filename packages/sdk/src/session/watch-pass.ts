import type { QueueEntry } from '../queue/queue-entry.ts';
import { readTicketStream } from '../queue/ticket-stream.ts';
import { backoff } from '../retry/backoff.ts';
import { sleep } from '../time/sleep.ts';
import { failureOf } from '../transport/errors.ts';
import { oneTabReads } from './one-tab.ts';
import { type Ended, endOf } from './pass-end.ts';

export interface WatchedPass {
  entry: QueueEntry;
  /** When the pass ends as far as is known, in milliseconds by the server's clock. */
  until(): number;
  end(ended: Ended): void;
  /** How it has ended. */
  ended(): Ended | null;
}

/** A stream that lasted longer resets the back-off of the next one. */
const STABLE_STREAM_MILLISECONDS = 10_000;
/** Timers stand still while a device sleeps, so the clock is read at this interval. */
const CHECK_MILLISECONDS = 1_000;

/**
 * Looks for the end of a pass until it is found: by the stream of its tickets, which one tab of a browser reads
 * for all of them, and when the known end has come by a call. Returns a function that stops it.
 */
export function watchPass(pass: WatchedPass): () => void {
  const life = new AbortController();
  const { signal } = life;
  const { entry } = pass;
  const name = `${entry.key}:${entry.ticket?.joinedAt.getTime()}`;
  const read = (found: (ended: Ended) => void) => readStreams(entry, found, signal);
  // Both reject when they are stopped.
  oneTabReads({ name, read, found: pass.end, known: pass.ended, signal }).catch(() => {});
  askAtTheEnd(pass, signal).catch(() => {});
  return () => life.abort();
}

/** Reads streams until one ends because the pass has ended. */
async function readStreams(
  entry: QueueEntry,
  found: (ended: Ended) => void,
  signal: AbortSignal,
): Promise<void> {
  const listener = { onTicket() {}, onActivity() {} };
  for (let failures = 0; ; failures++) {
    const start = performance.now();
    const { retryAfter, error } = await readTicketStream(entry, listener, signal);
    signal.throwIfAborted();
    const ended = endOf(error);
    if (ended) return found(ended);
    if (performance.now() - start > STABLE_STREAM_MILLISECONDS) failures = 0;
    await sleep(retryAfter + backoff(failures + 1), signal);
  }
}

/**
 * Waits for the known end of the pass, and then asks whether it has ended: a hold may have made it longer. For
 * a stream that is late, or that another tab reads which is asleep.
 */
async function askAtTheEnd({ entry, until, end }: WatchedPass, signal: AbortSignal): Promise<void> {
  const { clock } = entry.transport;
  for (let asked = 0; ; ) {
    const remaining = until() - clock.now();
    if (remaining > 0) {
      asked = 0;
      await sleep(Math.min(remaining, CHECK_MILLISECONDS), signal);
      continue;
    }
    let delay = backoff(++asked);
    try {
      await entry.fetchTicket(signal, { retryFor: 0 });
    } catch (error) {
      signal.throwIfAborted();
      // The refusal has ended the pass already, as that of every call of the session.
      if (endOf(error)) return;
      // The server cannot be asked.
      if (clock.isPast(until())) return end({ reason: 'EXPIRED', endedAt: new Date(until()) });
      delay = Math.max(delay, failureOf(error)?.retryAfter ?? 0);
    }
    await sleep(delay, signal);
  }
}
