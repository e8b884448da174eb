import { setTimeout as sleep } from 'node:timers/promises';
import type { DomainContext } from '@frontrow/domain/kernel/context';
import { admitEverywhere } from '@frontrow/domain/queue/queue.service';

/** Well under the two seconds within which a free place has to be given to the next. */
const PERIOD_MILLISECONDS = 400;

export interface Ticker {
  /** Done when the last round is over. */
  stop(): Promise<void>;
}

/**
 * Admits whoever is next, in this process, as long as it serves: no worker is needed for the queue
 * to move, and any number of servers may do it, since a queue's row lock puts them in turn.
 */
export function startAdmissions(ctx: DomainContext): Ticker {
  const stopping = new AbortController();
  let failing = false;
  const round = async () => {
    try {
      await admitEverywhere(ctx);
      if (failing) ctx.log.info({}, 'admissions go on');
      failing = false;
    } catch (error) {
      // Said once, not every round: while the database is away the probes and the calls tell.
      if (!failing) ctx.log.warn({ err: error }, 'admissions fail; trying on');
      failing = true;
    }
  };
  const run = async () => {
    while (!stopping.signal.aborted) {
      await round();
      await sleep(PERIOD_MILLISECONDS, undefined, { signal: stopping.signal }).catch(() => {});
    }
  };
  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}
