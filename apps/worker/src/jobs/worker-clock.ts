import { DatabaseClock } from '@frontrow/domain/kernel/clock';
import type { DomainContext } from '@frontrow/domain/kernel/context';
import { row } from '@frontrow/domain/kernel/database/sql';
import type { Logger } from '@frontrow/domain/kernel/logger';

/** A difference up to this one is not told. */
const TOLD_MILLISECONDS = 5_000;
/** A difference up to this one changes no time: clocks that are kept in step differ by less. */
const IGNORED_MILLISECONDS = 1_000;

const READ_CLOCK = {
  name: 'worker-clock',
  text: 'select (extract(epoch from clock_timestamp()) * 1000)::float8 as time',
};

/** How far the clock of this process is off from the database's, by which jobs are due. */
export interface WorkerClock {
  /**
   * How many milliseconds the database is ahead of this process; negative if it is behind. It stays the same while
   * the measured difference is about the same.
   */
  lead(): number;
  /** Reads the database's clock. A database that does not answer leaves everything as it is. */
  read(): Promise<void>;
}

interface WorkerClockOptions {
  sql: DomainContext['sql'];
  log: Logger;
  /** Told after each reading by how many seconds this process is ahead of the database. */
  onOffset(seconds: number): void;
  /** The clock of this process; tests give another. */
  localTime?: (() => number) | undefined;
}

export function createWorkerClock({
  sql,
  log,
  onOffset,
  localTime = Date.now,
}: WorkerClockOptions): WorkerClock {
  const database = new DatabaseClock();
  let lead = 0;
  let told = false;
  return {
    lead: () => lead,
    async read() {
      const asked = performance.now();
      const answer = await row<{ time: number }>(sql, READ_CLOCK, []).catch(() => null);
      if (answer === null) return;
      database.addReading(answer.time, { asked, answered: performance.now() });
      const measured = database.now() - localTime();
      if (Math.abs(measured) <= IGNORED_MILLISECONDS) lead = 0;
      else if (Math.abs(measured - lead) > IGNORED_MILLISECONDS) lead = Math.round(measured);
      const seconds = Math.round(-measured) / 1000;
      onOffset(seconds);
      const isOff = Math.abs(measured) > TOLD_MILLISECONDS;
      if (isOff && !told) {
        log.error(
          { seconds },
          "this worker's clock is off from the database's: ahead by so many seconds, or behind",
        );
      } else if (told && !isOff) {
        log.info({ seconds }, "this worker's clock agrees with the database's again");
      }
      told = isOff;
    },
  };
}
