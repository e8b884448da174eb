import type { Availability } from '../api.ts';
import type { QueueEntry } from '../queue/queue-entry.ts';
import { nullOnFailure } from '../queue/storage.ts';
import { endOf } from '../session/pass-end.ts';
import { readEventStream } from '../stream/event-stream.ts';
import { Follower, pollOnce } from '../stream/follower.ts';
import { linkedSignal } from '../transport/abort.ts';
import { callSite, fromCallSite } from '../transport/call-site.ts';
import {
  applyAnswer,
  changedPlaces,
  type KnownAvailability,
  type LiveAvailability,
} from './live-availability.ts';

/**
 * Between two polls while there is no stream, as a proxy may block or buffer it. While there is one, nothing is asked:
 * only whether the same user is signed in.
 */
const POLL_MILLISECONDS = 2_000;
/** The server sends a ping every 15 seconds. A stream that is silent for longer may be dead. */
const SILENT_STREAM_MILLISECONDS = 20_000;

export interface FollowedSeats {
  entry: QueueEntry;
  performanceId: string;
  /** Whether the pass has ended, as far as it is known without a call. */
  hasEnded(): boolean;
  /** Functions to call when the user's own calls have changed seats. */
  onOwnChange: Set<() => void>;
}

/**
 * Yields which places are available, at once and then at each change. A network failure does not end it; a refusal
 * that would stay does, such as that of a pass that has ended.
 *
 * What changed is told since a version, and versions of two servers do not compare. So each answer is used only if the
 * state is still the one that it follows, and a stream that a poll has overtaken is opened again.
 */
export async function* followSeats(
  { entry, performanceId, hasEnded, onOwnChange }: FollowedSeats,
  signal: AbortSignal | undefined,
): AsyncGenerator<LiveAvailability> {
  const at = callSite(followSeats);
  const { transport } = entry;
  let known: KnownAvailability | null = null;
  /** Whether the present stream has brought something. */
  let isStreaming = false;
  /** The last sign of life of a stream, on the monotonic clock. */
  let heardAt = 0;

  /** @returns false if the answer follows another state than the known one */
  const accept = (answer: Availability, base: number | undefined): boolean => {
    if (known?.version !== base) return false;
    known = applyAnswer(known, answer);
    follower.offer(known);
    return true;
  };
  const follower = new Follower<KnownAvailability>(
    {
      async stream(until) {
        const stream = linkedSignal(until);
        let base = known?.version;
        const listener = {
          onData(data: unknown) {
            const answer = data as Availability;
            isStreaming = accept(answer, base);
            base = answer.version;
            if (!isStreaming) stream.abort();
          },
          onActivity() {
            heardAt = performance.now();
          },
        };
        const input = { performanceId, sinceVersion: base };
        const subscription = { transport, path: 'concert.watchAvailability', input };
        const end = await readEventStream(subscription, listener, stream.signal);
        stream.release();
        isStreaming = false;
        if (endOf(end.error)) {
          entry.onError(end.error);
          throw end.error;
        }
        return { ...end, endedByServer: end.endedByServer || known === null };
      },
      async poll(until) {
        if (isStreaming && performance.now() - heardAt < SILENT_STREAM_MILLISECONDS) {
          await nullOnFailure(() => transport.headers());
          if (!hasEnded()) return 0;
        }
        const base = known?.version;
        const input = { performanceId, sinceVersion: base };
        const options = { signal: until, retryFor: 0 };
        const answer = await pollOnce(
          transport.api.concert.availability.query(input, options),
          until,
        );
        if (typeof answer === 'number') return answer;
        // The stream has missed something.
        if (accept(answer, base) && answer.version !== base) isStreaming = false;
        return 0;
      },
      pollInterval: () => POLL_MILLISECONDS,
    },
    signal,
  );
  const ask = () => {
    if (!isStreaming) follower.pollNow();
  };
  onOwnChange.add(ask);
  let shown: LiveAvailability | null = null;
  try {
    signal?.throwIfAborted();
    follower.start({ withStream: true });
    for (;;) {
      const { places, general, mine } = await follower.next();
      const changed: number[] | null = shown && changedPlaces(shown, { places, mine });
      const isNew = changed?.length !== 0 || !isEqual(shown?.general, general);
      if (!isNew) continue;
      shown = { performanceId, places, general, mine, changed };
      yield shown;
    }
  } catch (error) {
    // The polls run by themselves.
    throw fromCallSite(error, at);
  } finally {
    onOwnChange.delete(ask);
    follower.close();
  }
}

const isEqual = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other);
