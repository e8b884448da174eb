import type { StatementContext } from '../kernel/context.ts';
import { GroupCommit } from '../kernel/group-commit/group-commit.ts';
import type { SeatingContext } from '../seating/seating-context.ts';
import { AdmissionRounds } from './admission/admission-rounds.ts';
import { Supplies } from './availability/supplies.ts';
import { DrawResultCache } from './draw/draw-result-cache.ts';
import { ConcertFailures } from './failures/concert-failures.ts';
import type { JoinOutcome } from './join/join.sql.ts';
import { ClaimedPasses } from './pass/claimed-passes.ts';
import { PassChecks } from './pass/pass-checks.ts';
import { QueueReplicas } from './replica/queue-replicas.ts';
import { OpenSeatWatches } from './watch/open-seat-watches.ts';
import { OpenWatches } from './watch/open-watches.ts';

/** Joins or leaves that share one transaction. */
const MAX_BATCH = 500;

/** What one process keeps in memory about all queues. */
export interface QueueMemory {
  replicas: QueueReplicas;
  admissionRounds: AdmissionRounds;
  drawResults: DrawResultCache;
  /** Joins by concert; the items are user ids. */
  joins: GroupCommit<string, JoinOutcome>;
  /** Leaves by concert; the items are entry ids, the results when each left (null: it did not wait). */
  leaves: GroupCommit<string, number | null>;
  claimed: ClaimedPasses;
  watches: OpenWatches;
  seatWatches: OpenSeatWatches;
  supplies: Supplies;
  failures: ConcertFailures;
  passChecks: PassChecks;
}

export interface QueueContext extends SeatingContext {
  queue: QueueMemory;
}

/** What admissions and draws need. They run apart from the calls, in a thread that has no more than this. */
export interface AdmissionContext extends StatementContext {
  queue: Pick<QueueMemory, 'admissionRounds' | 'drawResults' | 'failures'>;
}

export function createQueueMemory(): QueueMemory {
  const drawResults = new DrawResultCache();
  const failures = new ConcertFailures();
  return {
    replicas: new QueueReplicas(drawResults, failures),
    admissionRounds: new AdmissionRounds(),
    drawResults,
    joins: new GroupCommit({ maxBatch: MAX_BATCH }),
    leaves: new GroupCommit({ maxBatch: MAX_BATCH }),
    claimed: new ClaimedPasses(),
    watches: new OpenWatches(),
    seatWatches: new OpenSeatWatches(),
    supplies: new Supplies(failures),
    failures,
    passChecks: new PassChecks(),
  };
}
