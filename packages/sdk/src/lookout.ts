import type { Ticket } from './api.ts';
import { backoff } from './backoff.ts';
import { follow } from './follow.ts';
import { pause } from './pause.ts';
import type { Watcher } from './watch.ts';

export interface LookoutSources {
  /** Listens to the stream until it ends; true where the server ended it. */
  watch(watcher: Watcher, signal: AbortSignal): Promise<boolean>;
  /** Asks once; null where no answer came. Throws when the place is gone. */
  look(signal: AbortSignal): Promise<Ticket | null>;
}

/** A stream that lasted so long was a good one. */
const GOOD_MILLISECONDS = 10_000;

/**
 * Follows a place by two ways at once: the stream, and a call whenever the stream said nothing for as
 * long as the server would have us wait between two calls. So a stream that a proxy keeps back, that
 * froze or that slept with its tab delays nobody, and cannot cost anybody a turn.
 */
export class Lookout {
  readonly #sources: LookoutSources;
  readonly #all: ReturnType<typeof follow>;
  #latest: Ticket;
  #unread: Ticket | null = null;
  #failure: { error: unknown } | null = null;
  #heardAt = performance.now();
  #tell: () => void = () => {};
  #lookNow: () => void = () => {};

  constructor(first: Ticket, sources: LookoutSources, signal: AbortSignal | undefined) {
    this.#latest = first;
    this.#sources = sources;
    this.#all = follow(signal);
    void this.#run(() => this.#keepWatching());
    void this.#run(() => this.#keepLooking());
  }

  /** The newest ticket that has not been told, once there is one. */
  async next(): Promise<Ticket> {
    while (this.#unread === null) {
      if (this.#failure) throw this.#failure.error;
      await new Promise<void>((resolve) => {
        this.#tell = resolve;
      });
    }
    const ticket = this.#unread;
    this.#unread = null;
    return ticket;
  }

  close(): void {
    this.#all.abort();
    this.#all.release();
  }

  async #run(work: () => Promise<never>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#failure ??= { error };
      this.#all.abort();
      this.#tell();
    }
  }

  async #keepWatching(): Promise<never> {
    for (let failures = 0; ; failures++) {
      const start = performance.now();
      const watcher = {
        ticket: (ticket: Ticket) => this.#hear(ticket),
        alive: () => this.#alive(),
      };
      if (await this.#sources.watch(watcher, this.#all.signal)) this.#lookNow();
      if (performance.now() - start > GOOD_MILLISECONDS) failures = 0;
      await pause(backoff(failures + 1), this.#all.signal);
    }
  }

  async #keepLooking(): Promise<never> {
    for (;;) {
      await this.#quiet();
      const ticket = await this.#sources.look(this.#all.signal);
      this.#alive();
      if (ticket) this.#hear(ticket);
    }
  }

  /** Settles once nothing was heard for as long as the last ticket says. */
  async #quiet(): Promise<void> {
    for (;;) {
      const left = this.#heardAt + this.#latest.pollAfterSeconds * 1000 - performance.now();
      if (left <= 0) return;
      const nap = follow(this.#all.signal);
      const isAwaited = pause(left, nap.signal);
      this.#lookNow = () => nap.abort(LOOK_NOW);
      try {
        await isAwaited;
      } catch (error) {
        if (error !== LOOK_NOW) throw error;
        return;
      } finally {
        nap.release();
      }
    }
  }

  #alive(): void {
    this.#heardAt = performance.now();
  }

  /** The two ways may overtake each other: what is behind what was told is old. */
  #hear(ticket: Ticket): void {
    if (isBehind(ticket, this.#latest)) return;
    this.#latest = ticket;
    this.#unread = ticket;
    this.#tell();
  }
}

const LOOK_NOW = Symbol('look now');
const ORDER = { PREQUEUE: 0, WAITING: 1, ACTIVE: 2 };

const isBehind = (one: Ticket, other: Ticket): boolean => {
  const ahead = ORDER[one.status] - ORDER[other.status];
  return ahead < 0 || (ahead === 0 && (one.position ?? 0) > (other.position ?? 0));
};
