import { backoff } from '../retry/backoff.ts';
import { pollDelayAfter } from '../retry/retry-policy.ts';
import { sleep } from '../time/sleep.ts';
import { type LinkedSignal, linkedSignal } from '../transport/abort.ts';
import type { StreamEnd } from './event-stream.ts';

/** What a follower reads. Both ways hand what is new to `offer` of the follower. */
export interface Source {
  /** Reads the stream until it ends. Rejects only when there is nothing more to follow. */
  stream(signal: AbortSignal): Promise<StreamEnd>;
  /**
   * Asks once, or finds that it need not. Returns how many milliseconds to wait at least before the next poll. Throws when there is nothing
   * more to follow.
   */
  poll(signal: AbortSignal): Promise<number>;
  /** Milliseconds from a poll or a sign of life of the stream to the next poll. */
  pollInterval(): number;
}

/** A stream that lasted longer resets the back-off of the next one. */
const STABLE_STREAM_MILLISECONDS = 10_000;

/**
 * Follows something over two sources at once: a stream, and a poll whenever the stream was silent for too long. So a
 * stream that a proxy buffers, that stalled, or that slept with its tab delays nobody.
 */
export class Follower<Item> {
  readonly #source: Source;
  /** Aborts both loops. */
  readonly #lifetime: LinkedSignal;
  /** The newest item that `next` has not returned yet. */
  #unread: Item | null = null;
  #failure: { error: unknown } | null = null;
  /** When the next poll is due, on the monotonic clock. */
  #nextPollAt = 0;
  /** The server or a proxy asked for no call before this time. */
  #noPollBefore = 0;
  #notifyReader: () => void = () => {};
  #wakePoller: () => void = () => {};

  constructor(source: Source, signal: AbortSignal | undefined) {
    this.#source = source;
    this.#lifetime = linkedSignal(signal);
  }

  /** Begins to read. Without a stream the first poll is due at once. */
  start({ withStream }: { withStream: boolean }): void {
    if (withStream) {
      this.postponePoll();
      void this.#run(() => this.#streamLoop());
    }
    void this.#run(() => this.#pollLoop());
  }

  /** Waits for an item newer than the last one returned. */
  async next(): Promise<Item> {
    while (this.#unread === null) {
      if (this.#failure) throw this.#failure.error;
      await new Promise<void>((resolve) => {
        this.#notifyReader = resolve;
      });
    }
    const item = this.#unread;
    this.#unread = null;
    return item;
  }

  /** Gives an item to the reader, in place of one that was not read yet. */
  offer(item: Item): void {
    this.#unread = item;
    this.#notifyReader();
  }

  /** @param always even if the server asked for no call yet */
  pollNow(always = false): void {
    if (always) this.#noPollBefore = 0;
    this.#nextPollAt = 0;
    this.#wakePoller();
  }

  /** Up to 10 % early, at random: clients that started together would otherwise poll together for ever. */
  postponePoll(): void {
    const interval = this.#source.pollInterval();
    this.#nextPollAt = performance.now() + interval * (0.9 + Math.random() / 10);
  }

  close(): void {
    this.#lifetime.abort();
    this.#lifetime.release();
  }

  async #run(loop: () => Promise<void>): Promise<void> {
    try {
      await loop();
    } catch (error) {
      this.#failure ??= { error };
      this.#lifetime.abort();
      this.#notifyReader();
    }
  }

  async #streamLoop(): Promise<void> {
    const { signal } = this.#lifetime;
    for (let failures = 0; ; failures++) {
      const start = performance.now();
      const { endedByServer, retryAfter } = await this.#source.stream(signal);
      if (performance.now() - start > STABLE_STREAM_MILLISECONDS) failures = 0;
      await sleep(retryAfter + backoff(failures + 1), signal);
      // After the random delay: a server that ends all its streams would get all the polls at once.
      if (endedByServer) this.pollNow();
    }
  }

  async #pollLoop(): Promise<void> {
    const { signal } = this.#lifetime;
    for (;;) {
      await this.#waitForPollTime();
      const delay = await this.#source.poll(signal);
      this.postponePoll();
      this.#noPollBefore = performance.now() + delay;
    }
  }

  async #waitForPollTime(): Promise<void> {
    for (;;) {
      const remaining = Math.max(this.#nextPollAt, this.#noPollBefore) - performance.now();
      if (remaining <= 0) return;
      await sleep(remaining, this.#lifetime.signal, (wake) => {
        this.#wakePoller = wake;
      });
    }
  }
}

/** The answer of a poll; or, after a temporary failure, the milliseconds to wait before the next one. */
export async function pollOnce<Answer extends object>(
  call: Promise<Answer>,
  signal: AbortSignal,
): Promise<Answer | number> {
  try {
    return await call;
  } catch (error) {
    signal.throwIfAborted();
    const delay = pollDelayAfter(error);
    if (delay === null) throw error;
    return delay;
  }
}
