import { admitAllQueues } from '@frontrow/domain/queue/admission/admit';
import { refreshSupplies } from '@frontrow/domain/queue/availability/refresh-supplies';
import { advanceDraws } from '@frontrow/domain/queue/draw/advance-draws';
import { deleteOldChanges } from '@frontrow/domain/queue/lock/queue-lock';
import type { QueueContext } from '@frontrow/domain/queue/queue-context';
import { estimateWaits } from '@frontrow/domain/queue/replica/estimate-waits';
import { updateWatches } from '@frontrow/domain/queue/watch/watch';
import { updateSeatWatches } from '@frontrow/domain/seat-watch/watch-availability';
import { deleteOldSeatChanges } from '@frontrow/domain/seating/seat-snapshots';
import { recoverTopUps } from '@frontrow/domain/top-up/recover';
import { type Loop, startLoop } from '@frontrow/process/loop';
import { warnOfAttention } from './top-ups/attention-alarm.ts';

/** Well under the 2 seconds within which the next user must be admitted (invariant 7). */
const ADMISSION_MILLISECONDS = 300;
/** Well under the visibility delay of 450 ms. */
const REPLICAS_MILLISECONDS = 150;
const ESTIMATES_MILLISECONDS = 1_000;
const WATCHES_MILLISECONDS = 250;
const SEAT_WATCHES_MILLISECONDS = 100;
const OLD_CHANGES_MILLISECONDS = 30_000;
const TOP_UPS_MILLISECONDS = 2_000;
const ALARM_MILLISECONDS = 60_000;

/**
 * Starts what every server does in the background, without a worker: follow the queues, admit, count
 * what is left to buy, advance draws, update watches, carry on top-ups. Any number of servers may do this.
 */
export function startLoops(ctx: QueueContext): Loop {
  const loop = (name: string, milliseconds: number, round: () => Promise<unknown>) =>
    startLoop(ctx.log, { name, milliseconds }, round);
  const { replicas } = ctx.queue;
  const loops = [
    loop('admissions', ADMISSION_MILLISECONDS, async () => {
      while (await admitAllQueues(ctx));
    }),
    loop('replicas', REPLICAS_MILLISECONDS, async () => {
      if (!replicas.ready) await replicas.loadAll(ctx);
      await replicas.refresh(ctx);
    }),
    loop('wait-estimates', ESTIMATES_MILLISECONDS, () => estimateWaits(ctx)),
    loop('availability', ESTIMATES_MILLISECONDS, () => refreshSupplies(ctx)),
    loop('draws', ADMISSION_MILLISECONDS, () => advanceDraws(ctx)),
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
