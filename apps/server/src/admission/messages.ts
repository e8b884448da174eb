import type { SharedTime } from '@frontrow/domain/kernel/clock';
import type { Logger } from '@frontrow/domain/kernel/logger';
import type { FailureReport } from '@frontrow/domain/queue/failures/concert-failures';

/** What the thread that admits is started with. */
export interface ThreadStart {
  databaseUrl: string;
  /** Its connections have this name in Postgres, after `frontrow-`. */
  service: string;
  time: SharedTime | null;
}

/** What it tells: a line for the log, or that it has looked for all concerts whether somebody can be admitted. */
export type ThreadMessage =
  | { kind: 'log'; level: keyof Logger; fields: object; message: string }
  | { kind: 'round'; failures: FailureReport };

/** What it is told: take no new work, finish what has begun, and end. */
export const STOP = 'stop';
