import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { userNumber } from '../users.ts';

/** Waiting, and places that the next admission may give. $1 concert, $2 now. */
const CAPACITY = `
  select (q.last_number - q.admitted - q.left_waiting)::int as waiting,
    least(
      q.max_active - (select count(*) from queue_token k
        where k.concert_id = q.concert_id and k.status = 'ACTIVE' and k.ends_at > $2),
      q.admit_per_minute - (select count(*) from admission a
        where a.concert_id = q.concert_id and a.admitted_at > $2::timestamptz - interval '60 seconds')
    )::int as places
  from queue q where q.concert_id = $1`;

/** Who was admitted after an admission, in order. $1 concert, $2 the admission. */
const ADMITTED = `
  select a.id::int as id, k.user_id as "userId" from admission a
  join queue_token k on k.id = a.token_id
  where a.concert_id = $1 and a.id > $2 order by a.id`;

const SAMPLE_INTERVAL_MILLISECONDS = 50;
/** Some rounds of the loops that admit, and a busy machine. */
const TIMEOUT_MILLISECONDS = 10_000;

/** What the database says of who was admitted. */
export class AdmissionMonitor {
  readonly #sql: pg.Client;
  readonly #concertId: string;
  #last = 0;
  longestWait = 0;

  constructor(sql: pg.Client, concertId: string) {
    this.#sql = sql;
    this.#concertId = concertId;
  }

  /**
   * Waits, in real time, until the servers have admitted all whom the limits allow at a time of the
   * clock; how many still wait. @throws when they do not
   */
  async waitUntilAdmitted(now: Date): Promise<number> {
    const start = performance.now();
    for (;;) {
      const { rows } = await this.#sql.query<{ waiting: number; places: number }>(CAPACITY, [
        this.#concertId,
        now,
      ]);
      const { waiting = 0, places = 0 } = rows[0] ?? {};
      const took = performance.now() - start;
      this.longestWait = Math.max(this.longestWait, took);
      if (waiting === 0 || places <= 0) return waiting;
      if (took > TIMEOUT_MILLISECONDS) {
        throw new Error(`a stall: ${waiting} wait for ${places} free places`);
      }
      await sleep(SAMPLE_INTERVAL_MILLISECONDS);
    }
  }

  /** The users who were admitted since the last call. */
  async takeNewlyAdmitted(): Promise<number[]> {
    const { rows } = await this.#sql.query<{ id: number; userId: string }>(ADMITTED, [
      this.#concertId,
      this.#last,
    ]);
    this.#last = rows.at(-1)?.id ?? this.#last;
    return rows.map(({ userId }) => userNumber(userId));
  }
}
