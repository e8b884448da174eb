import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { QueueRows } from '../queue-model/run/rows.ts';

/** Invariant 7: how long somebody may wait for a place that is free. */
const STALL_MILLISECONDS = 2_000;
const BEAT_MILLISECONDS = 100;
const MINUTE = 60_000;

export interface Span {
  from: number;
  until: number;
}

/** Settings that were in force without a doubt: from the answer that said so to the next change. */
export interface InForce extends Span {
  maxActive: number;
  paused: boolean;
}

/** Measures when this machine stood still: a process or the database had to wait for its turn. */
export class Heart {
  readonly pauses: Span[] = [];
  readonly #beating: Promise<void>;
  #stopped = false;

  constructor(pool: Pick<Pool, 'query'>) {
    this.#beating = this.#beat(pool);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#beating;
  }

  async #beat(pool: Pick<Pool, 'query'>): Promise<void> {
    for (let last = Date.now(); !this.#stopped; ) {
      await sleep(BEAT_MILLISECONDS);
      await pool.query('select 1');
      const now = Date.now();
      if (now - last > 2 * BEAT_MILLISECONDS) {
        this.pauses.push({ from: last + BEAT_MILLISECONDS, until: now });
      }
      last = now;
    }
  }
}

/** When somebody waited though a place was free, told by the rows. */
export function freeWhileWaiting(
  { tokens, admissions }: QueueRows,
  inForce: readonly InForce[],
  { opensAt, admitPerMinute }: { opensAt: number; admitPerMinute: number },
): Span[] {
  const passes = admissions.map(({ at, endedAt }) => ({ from: at, until: endedAt }));
  const waits = tokens.map(({ joinedAt, admittedAt, endedAt }) => ({
    from: Math.max(joinedAt, opensAt),
    until: admittedAt ?? endedAt ?? Number.POSITIVE_INFINITY,
  }));
  const times = new Set(
    [...passes, ...waits, ...inForce].flatMap(({ from, until }) => [from, until]),
  );
  for (const { at } of admissions) times.add(at + MINUTE);
  const sorted = [...times].filter(Number.isFinite).sort((a, b) => a - b);
  const spans: Span[] = [];
  for (const [index, from] of sorted.entries()) {
    const until = sorted[index + 1];
    const limits = inForce.find((span) => span.from <= from && span.until > from);
    if (until === undefined || !limits || limits.paused) continue;
    const covers = (span: Span) => span.from <= from && span.until > from;
    const recent = admissions.filter(({ at }) => at <= from && at > from - MINUTE).length;
    const free = passes.filter(covers).length < limits.maxActive && recent < admitPerMinute;
    if (!free || !waits.some(covers)) continue;
    const last = spans.at(-1);
    if (last?.until === from) last.until = until;
    else spans.push({ from, until });
  }
  return spans;
}

/** Those that lasted too long, not counting the time in which the machine stood still. */
export function stallsIn(spans: readonly Span[], pauses: readonly Span[]): string[] {
  return spans.flatMap(({ from, until }) => {
    const paused = pauses.reduce(
      (sum, pause) => sum + Math.max(0, Math.min(until, pause.until) - Math.max(from, pause.from)),
      0,
    );
    if (until - from - paused <= STALL_MILLISECONDS) return [];
    return [`a place was free for ${until - from} ms from ${new Date(from).toISOString()} on`];
  });
}
