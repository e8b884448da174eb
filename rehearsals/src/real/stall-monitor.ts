import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/** Waiting, and places that both limits allow. $1 concert. */
const PROGRESS = `
  select (extract(epoch from clock_timestamp()) * 1000)::float8 as at,
    (q.last_number - q.admitted - q.left_waiting)::int as waiting, q.watermark::int as watermark,
    least(
      q.max_active - (select count(*) from queue_token k where k.concert_id = q.concert_id
        and k.status = 'ACTIVE' and k.ends_at > clock_timestamp()),
      q.admit_per_minute - (select count(*) from admission a where a.concert_id = q.concert_id
        and a.admitted_at > clock_timestamp() - interval '60 seconds')
    )::int as places
  from queue q where q.concert_id = $1`;

interface Progress {
  /** Milliseconds, of the database's clock. */
  at: number;
  waiting: number;
  watermark: number;
  places: number;
}

const SAMPLE_INTERVAL_MILLISECONDS = 500;

/** Asks the database again and again whether the line moves wherever it can. */
export class StallMonitor {
  longest = 0;
  /** Seconds into the sale at which that ended. */
  longestUntil = 0;
  mostWaiting = 0;
  /** Looks at which somebody waited, and of these at which there was room. */
  looks = 0;
  withRoom = 0;
  readonly #sql: pg.Client;
  readonly #concertId: string;
  #stopped = false;
  #running: Promise<void> = Promise.resolve();

  constructor(databaseUrl: string, concertId: string) {
    this.#sql = new pg.Client(databaseUrl);
    this.#sql.on('error', () => {});
    this.#concertId = concertId;
  }

  async start(): Promise<void> {
    await this.#sql.connect();
    this.#running = this.#run();
    this.#running.catch(() => {});
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    try {
      await this.#running;
    } finally {
      await this.#sql.end();
    }
  }

  async #run(): Promise<void> {
    /** Since when there has been room, and the line has stood at that watermark. */
    let since: number | null = null;
    let watermark = -1;
    let begin: number | null = null;
    while (!this.#stopped) {
      const { rows } = await this.#sql.query<Progress>(PROGRESS, [this.#concertId]);
      const [progress] = rows;
      if (!progress) throw new Error('the queue is gone');
      begin ??= progress.at;
      const open = progress.waiting > 0 && progress.places > 0;
      if (progress.waiting > 0) this.looks++;
      if (open) this.withRoom++;
      if (!open) since = null;
      else if (since === null || progress.watermark !== watermark) since = progress.at;
      else if (progress.at - since > this.longest) {
        this.longest = progress.at - since;
        this.longestUntil = (progress.at - begin) / 1000;
      }
      watermark = progress.watermark;
      this.mostWaiting = Math.max(this.mostWaiting, progress.waiting);
      await sleep(SAMPLE_INTERVAL_MILLISECONDS);
    }
  }
}
