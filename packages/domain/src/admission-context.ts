import type { SharedTime } from './kernel/clock.ts';
import { sqlOn } from './kernel/database/connection.ts';
import { type ReservedPoolOptions, reservedPool } from './kernel/database/reserved-pool.ts';
import { AdmissionRounds } from './queue/admission/admission-rounds.ts';
import { DrawResultCache } from './queue/draw/draw-result-cache.ts';
import { ConcertFailures } from './queue/failures/concert-failures.ts';
import type { AdmissionContext } from './queue/queue-context.ts';

export interface AdmissionContextOptions extends ReservedPoolOptions {
  /** The time of a clock that is not the database's. */
  time: SharedTime | null;
}

/**
 * The context of a thread that admits, on connections of its own. Without the ORM and all that calls need: the thread
 * starts sooner and takes less memory.
 */
export function createAdmissionContext({ time, ...options }: AdmissionContextOptions): {
  ctx: AdmissionContext;
  close(): Promise<void>;
} {
  const pool = reservedPool(options);
  return {
    ctx: {
      sql: sqlOn(pool),
      pool,
      afterTransaction: (run) => run(),
      now: () => time && new Date(Number(Atomics.load(time, 0))),
      log: options.log,
      queue: {
        drawResults: new DrawResultCache(),
        failures: new ConcertFailures(),
        admissionRounds: new AdmissionRounds(),
      },
    },
    close: () => pool.end(),
  };
}
