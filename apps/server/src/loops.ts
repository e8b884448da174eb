import { recoverTopUps } from '@frontrow/domain/balance/top-up';
import type { DomainContext } from '@frontrow/domain/kernel/context';
import { admitEverywhere } from '@frontrow/domain/queue/queue.service';
import { type Loop, startLoop } from './loop.ts';

/** Well under the two seconds within which a free place has to be given to the next. */
const ADMISSION_MILLISECONDS = 400;
const RECOVERY_MILLISECONDS = 15_000;

/**
 * What each server does as long as it serves, with no worker anywhere: it admits whoever is next, and
 * sees through the charges that a crash cut off. Any number of servers may do both.
 */
export function startLoops(ctx: DomainContext): Loop {
  const loops = [
    startLoop(ctx.log, { name: 'admissions', milliseconds: ADMISSION_MILLISECONDS }, () =>
      admitEverywhere(ctx),
    ),
    startLoop(ctx.log, { name: 'top-ups', milliseconds: RECOVERY_MILLISECONDS }, async () => {
      const credited = await recoverTopUps(ctx);
      if (credited > 0) ctx.log.info({ credited }, 'saw top-ups through');
    }),
  ];
  return {
    async stop() {
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
}
