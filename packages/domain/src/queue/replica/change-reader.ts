import type { DomainContext } from '../../kernel/context.ts';
import type { QueueReplica } from './queue-replica.ts';
import { type ChangeRow, REFRESH_REPLICAS, type ReadRow, type ReplicaRow } from './replica.sql.ts';

/** How often the rows of all queues are read, whether they have changed or not. */
const READ_ALL_MS = 10_000;

/** A queue that has changed. */
export type ChangedRow = ReplicaRow & { changes: ChangeRow[] | null };

/** A list as a parameter: pg would quote each of thousands of values by itself. */
const list = (replicas: QueueReplica[], value: (replica: QueueReplica) => string | number) =>
  `{${replicas.map(value).join()}}`;

/** Reads what has changed in queues, from one read to the next. */
export class ChangeReader {
  /** What the last read has seen; null if it failed. See REFRESH_REPLICAS. */
  #seen: string | null = null;
  /** When the rows of all queues were read last, by `performance.now()`. */
  #readAllAt = Number.NEGATIVE_INFINITY;

  /** At least one row, which tells the time, unless the database cannot be read. */
  async read(
    ctx: DomainContext,
    replicas: QueueReplica[],
  ): Promise<(ReadRow & (ChangedRow | { concert_id: null }))[]> {
    const asked = performance.now();
    // After an error the database may be another one, which lacks what this process has seen.
    const seen = asked - this.#readAllAt < READ_ALL_MS ? this.#seen : null;
    this.#seen = null;
    const known = [
      list(replicas, ({ concertId }) => concertId),
      list(replicas, ({ row }) => row.seq),
    ];
    const rows = await ctx.sql.rows<ReadRow & (ChangedRow | { concert_id: null })>(
      REFRESH_REPLICAS,
      [...known, seen, ctx.now()],
    );
    this.#seen = rows[0]?.seen ?? null;
    if (seen === null) this.#readAllAt = asked;
    return rows;
  }
}
