import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

/**
 * `admissible`: how many the next admission may admit by both limits. Passes and admissions are
 * counted from their rows, as the servers do. $1 concert.
 */
const SAMPLE = `
  select (extract(epoch from clock_timestamp()) * 1000)::float8 as at,
    (q.last_number - q.admitted - q.left_waiting)::int as waiting, q.watermark::int as watermark,
    least(
      q.max_active - (select count(*) from queue_entry k where k.concert_id = q.concert_id
        and k.status = 'ACTIVE' and k.expires_at > clock_timestamp()),
      q.admit_per_minute - (select count(*) from admission a where a.concert_id = q.concert_id
        and a.admitted_at > clock_timestamp() - interval '60 seconds')
    )::int as admissible
  from queue q where q.concert_id = $1`;

interface Sample {
  /** Epoch milliseconds of the database's clock. */
  at: number;
  waiting: number;
  watermark: number;
  admissible: number;
}

const SAMPLE_INTERVAL_MILLISECONDS = 500;

/**
 * Samples the queue in the database. The queue stalls while somebody waits, the limits allow an
 * admission, and the watermark stays the same.
 */
export class StallMonitor {
  /** Milliseconds; 0 if the queue never stalled for two samples in a row. */
  longestStall = 0;
  /** Milliseconds from the first sample to the end of the longest stall. */
  longestStallEnd = 0;
  maxWaiting = 0;
  /** Samples in which somebody waited. */
  samplesWaiting = 0;
  /** Samples in which somebody waited and the limits allowed an admission. */
  samplesAdmissible = 0;
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

  /** @throws the error that ended the sampling */
  async stop(): Promise<void> {
    this.#stopped = true;
    try {
      await this.#running;
    } finally {
      await this.#sql.end();
    }
  }

  async #run(): Promise<void> {
    let firstAt: number | null = null;
    /** When the current stall started; null if the queue does not stall. */
    let stalledSince: number | null = null;
    let watermark = -1;
    while (!this.#stopped) {
      const sample = await this.#takeSample();
      firstAt ??= sample.at;
      const admissible = sample.waiting > 0 && sample.admissible > 0;
      if (sample.waiting > 0) this.samplesWaiting++;
      if (admissible) this.samplesAdmissible++;
      if (!admissible) stalledSince = null;
      else if (stalledSince === null || sample.watermark !== watermark) stalledSince = sample.at;
      else if (sample.at - stalledSince > this.longestStall) {
        this.longestStall = sample.at - stalledSince;
        this.longestStallEnd = sample.at - firstAt;
      }
      watermark = sample.watermark;
      this.maxWaiting = Math.max(this.maxWaiting, sample.waiting);
      await sleep(SAMPLE_INTERVAL_MILLISECONDS);
    }
  }

  async #takeSample(): Promise<Sample> {
    const { rows } = await this.#sql.query<Sample>(SAMPLE, [this.#concertId]);
    const [sample] = rows;
    if (!sample) throw new Error('the queue does not exist');
    return sample;
  }
}
