import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { userNumber } from '../users.ts';

/**
 * How many wait, and how many the next admission may admit by both limits (`admissible`).
 * $1 concert, $2 now.
 */
const CAPACITY = `
  select (q.last_number - q.admitted - q.left_waiting)::int as waiting,
    least(
      q.max_active - (select count(*) from queue_entry k
        where k.concert_id = q.concert_id and k.status = 'ACTIVE' and k.expires_at > $2),
      q.admit_per_minute - (select count(*) from admission a
        where a.concert_id = q.concert_id and a.admitted_at > $2::timestamptz - interval '60 seconds')
    )::int as admissible
  from queue q where q.concert_id = $1`;

/** The admissions after one of them, in order. $1 concert, $2 id of that admission. */
const ADMITTED = `
  select a.id::int as id, k.user_id as "userId" from admission a
  join queue_entry k on k.id = a.queue_entry_id
  where a.concert_id = $1 and a.id > $2 order by a.id`;

const SAMPLE_INTERVAL_MILLISECONDS = 50;
/** The servers admit every 0.3 s; the rest is for a busy machine. */
const TIMEOUT_MILLISECONDS = 10_000;

/** Reads from the database who was admitted. */
export class AdmissionMonitor {
  /** The longest `waitUntilAdmitted`, in milliseconds. */
  longestWait = 0;
  readonly #sql: pg.Client;
  readonly #concertId: string;
  #lastId = 0;

  constructor(sql: pg.Client, concertId: string) {
    this.#sql = sql;
    this.#concertId = concertId;
  }

  /**
   * Waits in real time until the servers have admitted everybody whom the limits allow at `now`.
   * Returns how many still wait.
   *
   * @throws Error if that takes longer than 10 seconds
   */
  async waitUntilAdmitted(now: Date): Promise<number> {
    const start = performance.now();
    for (;;) {
      const { rows } = await this.#sql.query<{ waiting: number; admissible: number }>(CAPACITY, [
        this.#concertId,
        now,
      ]);
      const { waiting = 0, admissible = 0 } = rows[0] ?? {};
      const took = performance.now() - start;
      this.longestWait = Math.max(this.longestWait, took);
      if (waiting === 0 || admissible <= 0) return waiting;
      if (took > TIMEOUT_MILLISECONDS) {
        throw new Error(`the queue stalled: ${waiting} wait, and the limits allow ${admissible}`);
      }
      await sleep(SAMPLE_INTERVAL_MILLISECONDS);
    }
  }

  /** The numbers of the users who were admitted since the last call. */
  async takeNewlyAdmitted(): Promise<number[]> {
    const { rows } = await this.#sql.query<{ id: number; userId: string }>(ADMITTED, [
      this.#concertId,
      this.#lastId,
    ]);
    this.#lastId = rows.at(-1)?.id ?? this.#lastId;
    return rows.map(({ userId }) => userNumber(userId));
  }
}
