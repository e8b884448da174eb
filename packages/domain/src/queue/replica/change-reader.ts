import type { DomainContext } from '../../kernel/context.ts';
import type { QueueReplica } from './queue-replica.ts';
import { type ChangeRow, REFRESH_REPLICAS, type ReadRow, type ReplicaRow } from './replica.sql.ts';

/** How often the rows of all queues are read, whether they have changed or not. */
const READ_ALL_MS = 10_000;
/** A queue that has changed is expected to change again for so long. */
const EXPECTED_MS = 5_000;

/** A queue that has changed, with the time of the statement that read it. */
export type ChangedRow = ReplicaRow & { changes: ChangeRow[] | null };

/** What has changed in queues. */
export interface NewChanges {
  /** Of queues that are not in the list nothing has changed up to this time. */
  readAt: number;
  /** When the database had told that time, by `performance.now()`. */
  answeredAt: number;
  changed: ChangedRow[];
}

export type Replicas = ReadonlyMap<string, { replica: QueueReplica }>;

/** A list as a parameter: pg would quote each of thousands of values by itself. */
const list = (replicas: QueueReplica[], value: (replica: QueueReplica) => string | number) =>
  `{${replicas.map(value).join()}}`;

/**
 * Reads what has changed in queues, from one read to the next. Few of thousands change at the same time, so a read names
 * those that have changed in the last seconds. If others have changed too, they are read by a second statement.
 */
export class ChangeReader {
  /** What the last read has seen; null if it failed. See REFRESH_REPLICAS. */
  #seen: string | null = null;
  /** When the rows of all queues were read last, by `performance.now()`. */
  #readAllAt = Number.NEGATIVE_INFINITY;
  /** When queues were found to have changed, by `performance.now()`. */
  readonly #changedAt = new Map<string, number>();

  /** @param replicas by concert. Null if the database told nothing */
  async read(ctx: DomainContext, replicas: Replicas): Promise<NewChanges | null> {
    const asked = performance.now();
    // After an error the database may be another one, which lacks what this process has seen.
    const seen = asked - this.#readAllAt < READ_ALL_MS ? this.#seen : null;
    this.#seen = null;
    const named = seen === null ? replicas.keys() : this.#expected(asked);
    const first = await this.#rows(ctx, existing(replicas, named), seen);
    const answeredAt = performance.now();
    const [head] = first;
    if (!head) return null;
    const others = existing(replicas, head.others ?? []);
    const second = others.length > 0 ? await this.#rows(ctx, others, seen) : [];
    const changed = [...first, ...second].filter((row) => row.concert_id !== null);
    // The second statement saw more than the first of some queues only. The next read begins where the first one did.
    this.#seen = head.seen;
    if (seen === null) this.#readAllAt = asked;
    else for (const { concert_id } of changed) this.#changedAt.set(concert_id, asked);
    return { readAt: head.read_at, answeredAt, changed };
  }

  /** Queues that have changed lately. */
  #expected(now: number): Iterable<string> {
    for (const [id, at] of this.#changedAt) {
      if (now - at > EXPECTED_MS) this.#changedAt.delete(id);
    }
    return this.#changedAt.keys();
  }

  #rows(ctx: DomainContext, replicas: QueueReplica[], seen: string | null) {
    const ids = list(replicas, ({ concertId }) => concertId);
    const sequences = list(replicas, ({ row }) => row.seq);
    return ctx.sql.rows<ReadRow & (ChangedRow | { concert_id: null })>(REFRESH_REPLICAS, [
      ids,
      sequences,
      seen,
      ctx.now(),
    ]);
  }
}

const existing = (replicas: Replicas, ids: Iterable<string>): QueueReplica[] =>
  [...ids].flatMap((id) => replicas.get(id)?.replica ?? []);
