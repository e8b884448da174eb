import type { StatementContext } from '../../kernel/context.ts';
import { isDatabaseUnavailable } from '../../kernel/database/unavailable.ts';
import { DomainError } from '../../kernel/errors.ts';

/*
 * What a server does by itself for all concerts must go on for the others if it fails for one, such as one with a row
 * that somebody broke by hand. Each work on a concert is attempted by itself; one that fails is logged once and tried
 * again later, at first after a second, then after twice that time, up to the longest pause of that work.
 */

/** What failed. */
export type ConcertWork = 'load' | 'admit' | 'draw' | 'estimate' | 'count' | 'watch';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** Invariant 7: the next is admitted within 2 seconds, also where the last attempt failed. */
const LONGEST_PAUSES: Partial<Record<ConcertWork, number>> = { admit: 1_000, draw: 1_000 };

/** SQL states of a statement that waited for a lock or ran for too long. It may be the only one. */
const TOOK_TOO_LONG: unknown[] = ['55P03', '57014'];

/** Whether an error says that the database cannot be reached. */
export function concernsAll(error: unknown): boolean {
  if (error instanceof DomainError) return error.code === 'SERVICE_UNAVAILABLE';
  const { code } = error as { code?: unknown };
  return isDatabaseUnavailable(error) && !TOOK_TOO_LONG.includes(code);
}

interface Failure {
  pause: number;
  /** By `performance.now()`. */
  retryAt: number;
}

export interface FailureReport {
  counts: [work: ConcertWork, failures: number][];
  failing: [work: ConcertWork, concerts: number][];
}

export class ConcertFailures {
  readonly #failing = new Map<ConcertWork, Map<string, Failure>>();
  /** How often each work has failed since the start of this process. */
  readonly counts = new Map<ConcertWork, number>();

  /** For how many concerts each work fails in the thread that admits, as it has reported. */
  #failingApart: ReadonlyMap<ConcertWork, number> = new Map();

  /** For how many concerts each work fails at the moment. A draw may fail for the same ones in both threads. */
  get failing(): [work: ConcertWork, concerts: number][] {
    const works = new Set([...this.#failing.keys(), ...this.#failingApart.keys()]);
    return [...works].map((work) => [
      work,
      Math.max(this.#failing.get(work)?.size ?? 0, this.#failingApart.get(work) ?? 0),
    ]);
  }

  /** What has failed since the last call, for another thread of this process. */
  takeReport(): FailureReport {
    const counts = [...this.counts];
    this.counts.clear();
    return { counts, failing: this.failing };
  }

  /** Adds what another thread of this process reports; it replaces what that thread reported before. */
  addReport({ counts, failing }: FailureReport): void {
    for (const [work, count] of counts) this.counts.set(work, (this.counts.get(work) ?? 0) + count);
    this.#failingApart = new Map(failing);
  }

  /** Whether the work is not to be tried for this concert yet. */
  pauses(work: ConcertWork, concertId: string): boolean {
    const failure = this.#failing.get(work)?.get(concertId);
    return failure !== undefined && performance.now() < failure.retryAt;
  }

  note(
    ctx: StatementContext,
    work: ConcertWork,
    { concertId, error }: { concertId: string; error: unknown },
  ): void {
    this.counts.set(work, (this.counts.get(work) ?? 0) + 1);
    const ofWork = this.#failing.get(work) ?? new Map<string, Failure>();
    this.#failing.set(work, ofWork);
    const before = ofWork.get(concertId);
    if (!before) ctx.log.error({ err: error, concertId, work }, 'failed for a concert; retrying');
    const longest = LONGEST_PAUSES[work] ?? LONGEST_PAUSE_MS;
    const pause = before ? Math.min(longest, 2 * before.pause) : FIRST_PAUSE_MS;
    ofWork.set(concertId, { pause, retryAt: performance.now() + pause });
  }

  noteSuccess(ctx: StatementContext, work: ConcertWork, concertId: string): void {
    if (!this.#failing.get(work)?.delete(concertId)) return;
    ctx.log.info({ concertId, work }, 'works again for a concert');
  }

  /**
   * Runs work for one concert, unless it failed lately. An error is noted, and is no error of the work for all.
   * Returns undefined if it failed or was not run.
   *
   * @throws if the database cannot be reached, which concerns all
   */
  async attempt<Result>(
    ctx: StatementContext,
    { work, concertId }: { work: ConcertWork; concertId: string },
    run: () => Result | Promise<Result>,
  ): Promise<Result | undefined> {
    if (this.pauses(work, concertId)) return undefined;
    try {
      const result = await run();
      this.noteSuccess(ctx, work, concertId);
      return result;
    } catch (error) {
      if (concernsAll(error)) throw error;
      this.note(ctx, work, { concertId, error });
      return undefined;
    }
  }
}
