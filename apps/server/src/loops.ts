import { readClock } from '@frontrow/domain/kernel/read-clock';
import { refreshSupplies } from '@frontrow/domain/queue/availability/refresh-supplies';
import { deleteOldChanges } from '@frontrow/domain/queue/lock/queue-lock';
import type { QueueContext } from '@frontrow/domain/queue/queue-context';
import { estimateWaits } from '@frontrow/domain/queue/replica/estimate-waits';
import { updateWatches } from '@frontrow/domain/queue/watch/watch';
import { updateSeatWatches } from '@frontrow/domain/seat-watch/watch-availability';
import { deleteOldSeatChanges } from '@frontrow/domain/seating/seat-snapshots';
import { recoverTopUps } from '@frontrow/domain/top-up/recover';
import { type Loop, startLoop } from '@frontrow/process/loop';
import { warnOfAttention } from './top-ups/attention-alarm.ts';

/** Well under the visibility delay of 450 ms. */
const REPLICAS_MILLISECONDS = 150;
/** While nobody asks. The first one who does waits for a read, and a notification of a change is read at once. */
const REPLICAS_IDLE_MILLISECONDS = 750;
const ESTIMATES_MILLISECONDS = 1_000;
const WATCHES_MILLISECONDS = 250;
const SEAT_WATCHES_MILLISECONDS = 100;
const OLD_CHANGES_MILLISECONDS = 30_000;
const TOP_UPS_MILLISECONDS = 2_000;
const CLOCK_MILLISECONDS = 10_000;
const ALARM_MILLISECONDS = 60_000;

/**
 * Starts what every server does in the background in the thread that answers, without a worker: follow the queues,
 * count what is left to buy, update watches, carry on top-ups. Any number of servers may do this. Admissions and draws
 * have a thread of their own (`admission/`).
 */
export function startLoops(ctx: QueueContext): Loop {
  const loop = (
    name: string,
    milliseconds: number | (() => number),
    round: () => Promise<unknown>,
  ) => startLoop(ctx.log, { name, milliseconds }, round);
  const { replicas } = ctx.queue;
  const replicasPause = () =>
    replicas.isAsked ? REPLICAS_MILLISECONDS : REPLICAS_IDLE_MILLISECONDS;
  const loops = [
    loop('replicas', replicasPause, async () => {
      if (!replicas.ready) await replicas.loadAll(ctx);
      await replicas.refresh(ctx);
    }),
    loop('clock', CLOCK_MILLISECONDS, () => readClock(ctx)),
    loop('wait-estimates', ESTIMATES_MILLISECONDS, () => estimateWaits(ctx)),
    loop('availability', ESTIMATES_MILLISECONDS, () => refreshSupplies(ctx)),
    loop('watches', WATCHES_MILLISECONDS, () => updateWatches(ctx)),
    loop('seat-watches', SEAT_WATCHES_MILLISECONDS, () => updateSeatWatches(ctx)),
    loop('old-seat-changes', OLD_CHANGES_MILLISECONDS, () => deleteOldSeatChanges(ctx)),
    loop('old-changes', OLD_CHANGES_MILLISECONDS, () => deleteOldChanges(ctx)),
    loop('top-ups', TOP_UPS_MILLISECONDS, () => recoverTopUps(ctx)),
    loop('top-up-alarm', ALARM_MILLISECONDS, () => warnOfAttention(ctx)),
  ];
  return {
    async stop() {
      await Promise.all(loops.map((each) => each.stop()));
    },
  };
}
