import { recoverTopUps } from '@frontrow/domain/balance/top-up';
import type { DomainContext } from '@frontrow/domain/kernel/context';
import { admitEverywhere } from '@frontrow/domain/queue/admit';
import { conductDraws } from '@frontrow/domain/queue/draw';
import { forgetChanges } from '@frontrow/domain/queue/locked-line';
import { roomsOf } from '@frontrow/domain/queue/rooms';
import { watchesOf } from '@frontrow/domain/queue/watch';
import { type Loop, startLoop } from '@frontrow/process/loop';

/** Well under the two seconds within which a free place has to be given to the next. */
const ADMISSION_MILLISECONDS = 300;
/** Well under the delay after which every server shows a change. */
const ROOMS_MILLISECONDS = 150;
const WATCHES_MILLISECONDS = 250;
const FORGETTING_MILLISECONDS = 30_000;
const RECOVERY_MILLISECONDS = 15_000;

/**
 * What each server does as long as it serves, with no worker anywhere: it follows the lines, admits
 * whoever is next, tells those who watch, and sees through the charges that a crash cut off. Any number
 * of servers may do all of it.
 */
export function startLoops(ctx: DomainContext): Loop {
  const loop = (name: string, milliseconds: number, round: () => Promise<unknown>) =>
    startLoop(ctx.log, { name, milliseconds }, round);
  const rooms = roomsOf(ctx);
  const loops = [
    loop('admissions', ADMISSION_MILLISECONDS, async () => {
      while (await admitEverywhere(ctx));
    }),
    loop('rooms', ROOMS_MILLISECONDS, async () => {
      if (!rooms.ready) await rooms.prepare(ctx);
      await rooms.refresh(ctx);
    }),
    loop('draws', ADMISSION_MILLISECONDS, () => conductDraws(ctx)),
    loop('watches', WATCHES_MILLISECONDS, () => watchesOf(ctx).round(ctx)),
    loop('changes', FORGETTING_MILLISECONDS, () => forgetChanges(ctx)),
    loop('top-ups', RECOVERY_MILLISECONDS, async () => {
      const credited = await recoverTopUps(ctx);
      if (credited > 0) ctx.log.info({ credited }, 'saw top-ups through');
    }),
  ];
  return {
    async stop() {
      await Promise.all(loops.map((each) => each.stop()));
    },
  };
}
