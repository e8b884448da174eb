import { LRUCache } from 'lru-cache';
import { atMost } from '../../kernel/cache-limit.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Caller } from '../../kernel/context.ts';
import type { QueueTokenClaims } from '../token/queue-token.ts';

/** How long a check of a user and a pass is relied on by reads. The contract allows a second. */
const VALID_MS = 900;
const MOST_CHECKS = 131_072;
/** Users whose changes are remembered, each for longer than a check is valid. */
const MOST_CHANGES = 131_072;
const CHANGES_MS = 2_000;

interface Check {
  caller: Caller;
  /** When it began, by `performance.now()`. */
  began: number;
  /** When the pass ends by itself, in milliseconds since 1970. */
  expiresAt: number;
}

/**
 * Passes that were claimed and found to be live, with users who exist, less than a second ago. What this process has
 * changed of a user or a pass since a check began ends it, and so does the end of the pass by its time.
 */
export class PassChecks {
  readonly #checks = new LRUCache<string, Check>(atMost(MOST_CHECKS));
  readonly #changedAt = new LRUCache<string, number>({ ...atMost(MOST_CHANGES), ttl: CHANGES_MS });
  #anyChangedAt = Number.NEGATIVE_INFINITY;

  /** The user of a pass that was checked; null if it has to be checked now. */
  get(clock: Clock, { entryId, userId }: QueueTokenClaims): Caller | null {
    const check = this.#checks.get(entryId);
    if (!check || performance.now() - check.began >= VALID_MS) return null;
    const changedAt = Math.max(this.#changedAt.get(userId) ?? 0, this.#anyChangedAt);
    return changedAt < check.began && clock.now() < check.expiresAt ? check.caller : null;
  }

  add({ entryId }: QueueTokenClaims, check: Check): void {
    this.#checks.set(entryId, check);
  }

  /** This process has changed passes of a user. Call it once the change is committed. */
  noteChange(userId: string): void {
    this.#changedAt.set(userId, performance.now());
  }

  /** This process has changed users. */
  noteUsersChanged(): void {
    this.#anyChangedAt = performance.now();
  }
}
