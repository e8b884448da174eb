import type { DomainContext } from '../../kernel/context.ts';
import { createPace, type PaceClock } from '../../kernel/database/pace.ts';
import type { LookOptions } from './look.ts';
import { lookAtChanges } from './look-at-changes.ts';
import { FINISHED } from './state.sql.ts';
import { wholeLook } from './whole-look.ts';

/** `changes`: what has changed since the look before. `whole`: everything. */
export const LOOKS = ['changes', 'whole'] as const;
export type LookName = (typeof LOOKS)[number];

export interface LookReport {
  look: LookName;
  /** The rows that this run read, and the seconds that it kept a connection busy. */
  rows: number;
  seconds: number;
  /** When the last look of this kind was complete; null: never. */
  finishedAt: Date | null;
}

/** The part of one connection's time that the audit takes at most. */
export const AUDIT_SHARE = 0.1;

export interface RunLooksOptions extends Pick<LookOptions, 'signal' | 'onViolation'> {
  /** How much time lies between two whole looks. */
  wholeSeconds: number;
  /** For how long one run goes on with a whole look, before the next look at changes is due. */
  mostSeconds: number;
  onLook(report: LookReport): void;
  clock?: PaceClock;
}

/**
 * The audit of the worker: a look at what has changed, then a part of the whole look if one is due. It takes a tenth of
 * one connection's time, keeps no snapshot and no lock, and writes no temporary files.
 *
 * @throws the signal's reason if it is aborted
 */
export async function runLooks(ctx: DomainContext, options: RunLooksOptions): Promise<void> {
  const { signal, onViolation, onLook, wholeSeconds, mostSeconds, clock } = options;
  const end = performance.now() + mostSeconds * 1000;
  const run = async (look: LookName, work: (options: LookOptions) => Promise<number>) => {
    const pace = createPace({ share: AUDIT_SHARE, signal, ...(clock && { clock }) });
    const rows = await work({ pace, signal, onViolation });
    const finished = await ctx.sql.rows<{ name: string; finished_at: Date }>(FINISHED, []);
    const finishedAt = finished.find(({ name }) => name === look)?.finished_at ?? null;
    onLook({ look, rows, seconds: pace.seconds(), finishedAt });
  };
  await run('changes', (given) => lookAtChanges(ctx, given));
  const hasTime = () => performance.now() < end;
  await run('whole', (given) => wholeLook(ctx, { ...given, everySeconds: wholeSeconds, hasTime }));
}
