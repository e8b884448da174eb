import { DomainError } from '../../kernel/errors.ts';
import type { QueueContext } from '../../queue/queue-context.ts';
import type { KnownChart } from '../../seating/charts.ts';
import { NO_PLACE } from '../claim/claim.ts';

/*
 * Chooses places from this process's snapshot. What another call of this process has chosen is left out: between the
 * look at the snapshot and the mark on the chosen places no other call can run. Nobody is told that too little is left
 * because of places that are only chosen, or because of an old snapshot: when it is short, the call waits for the
 * others, reads what changed, and judges again.
 */

/** What was chosen, or why nothing could be. */
export interface Choosing {
  chosen: number[];
  failed: DomainError | null;
  /** Ends the mark on the chosen places. If these are what is held now, they stay marked until the snapshot shows it. */
  done: (held: readonly number[]) => void;
}

export type Attempt = { places: number[] } | { failed: DomainError };

export interface Wish {
  performanceId: string;
  /** How many places are wanted. */
  quantity: number;
  /**
   * Reads what the choice needs beside the snapshot. The choice itself makes no statement and waits for nothing. It
   * gets 1 for each place that is free, else 0, and may change that.
   */
  prepare: (chart: KnownChart) => Promise<DomainError | ((free: Uint8Array) => Attempt)>;
}

export async function choosePlaces(
  ctx: QueueContext,
  { performanceId, quantity, prepare }: Wish,
): Promise<Choosing> {
  const { snapshots, charts, picks } = ctx.seating;
  const since = performance.now();
  const first = await snapshots.followForChoice(ctx, performanceId).catch(unlessRefused);
  // The claim refuses it too, where it comes in the order of refusals.
  if (first instanceof DomainError) return nothing(first, quantity);
  const choose = await prepare(await charts.chart(ctx, first.chartId));
  if (choose instanceof DomainError) return nothing(choose, quantity);
  for (;;) {
    const { snapshot, readAt } = await snapshots.followForChoice(ctx, performanceId);
    const free = snapshot.freePlaces();
    const isOpen = picks.exclude(performanceId, free, { readAt });
    let attempt = choose(free);
    if ('places' in attempt) {
      const chosen = attempt.places;
      const end = picks.pick(performanceId, chosen);
      return {
        chosen,
        failed: null,
        done: (held) => end(chosen.every((place) => held.includes(place))),
      };
    }
    if (isOpen) {
      const others = snapshot.freePlaces();
      picks.exclude(performanceId, others, { readAt, claimed: true });
      attempt = choose(others);
    }
    if ('places' in attempt) await picks.nextDone(performanceId);
    else if (readAt < since) snapshots.markChanged(performanceId);
    else return nothing(attempt.failed, quantity);
  }
}

const nothing = (failed: DomainError, quantity: number): Choosing => ({
  chosen: Array.from({ length: quantity }, () => NO_PLACE),
  failed,
  done: () => {},
});

function unlessRefused(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  throw error;
}
