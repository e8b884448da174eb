import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { QueueRows } from '../queue-model/rows/queue-rows.ts';

/** Invariant 7: how long an entry may wait although the limits allow an admission. */
const MAX_STALL_MILLISECONDS = 2_000;
const PROBE_INTERVAL_MILLISECONDS = 100;
/** An idle machine is late by one or two milliseconds. */
const LATE_MILLISECONDS = 20;
const MINUTE = 60_000;

export interface Span {
  from: number;
  until: number;
}

/** Limits that were certainly in force: from the answer that set them until the next change began. */
export interface LimitsInForce extends Span {
  maxActive: number;
  paused: boolean;
}

/**
 * Measures when the machine was overloaded: a timer of 100 ms and one statement took 20 ms longer. What they were late
 * is not the queue's fault: on a busy machine each step of an admission is as late.
 */
export class PauseProbe {
  readonly pauses: Span[] = [];
  readonly #running: Promise<void>;
  #stopped = false;

  constructor(pool: Pick<Pool, 'query'>) {
    this.#running = this.#run(pool);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  async #run(pool: Pick<Pool, 'query'>): Promise<void> {
    for (let last = Date.now(); !this.#stopped; ) {
      await sleep(PROBE_INTERVAL_MILLISECONDS);
      await pool.query('select 1');
      const now = Date.now();
      if (now - last > PROBE_INTERVAL_MILLISECONDS + LATE_MILLISECONDS) {
        this.pauses.push({ from: last + PROBE_INTERVAL_MILLISECONDS, until: now });
      }
      last = now;
    }
  }
}

/** The spans in which the rows show that an entry waited although the limits allowed an admission. */
export function spansWithoutAdmission(
  { entries, admissions }: QueueRows,
  limitsInForce: readonly LimitsInForce[],
  { opensAt, admitPerMinute }: { opensAt: number; admitPerMinute: number },
): Span[] {
  const passes = admissions.map(({ at, endedAt }) => ({ from: at, until: endedAt }));
  const waits = entries.map(({ joinedAt, admittedAt, endedAt }) => ({
    from: Math.max(joinedAt, opensAt),
    until: admittedAt ?? endedAt ?? Number.POSITIVE_INFINITY,
  }));
  // Between two neighbours of these times nothing changes.
  const times = new Set(
    [...passes, ...waits, ...limitsInForce].flatMap(({ from, until }) => [from, until]),
  );
  for (const { at } of admissions) times.add(at + MINUTE);
  const sorted = [...times].filter(Number.isFinite).sort((a, b) => a - b);
  const spans: Span[] = [];
  for (const [index, from] of sorted.entries()) {
    const until = sorted[index + 1];
    const limits = limitsInForce.find((span) => span.from <= from && span.until > from);
    if (until === undefined || !limits || limits.paused) continue;
    const covers = (span: Span) => span.from <= from && span.until > from;
    const recent = admissions.filter(({ at }) => at <= from && at > from - MINUTE).length;
    const allowed = passes.filter(covers).length < limits.maxActive && recent < admitPerMinute;
    if (!allowed || !waits.some(covers)) continue;
    const last = spans.at(-1);
    if (last?.until === from) last.until = until;
    else spans.push({ from, until });
  }
  return spans;
}

/** The spans that lasted longer than 2 s without the pauses of the machine. */
export function stallsIn(spans: readonly Span[], pauses: readonly Span[]): string[] {
  return spans.flatMap(({ from, until }) => {
    const paused = pauses.reduce(
      (sum, pause) => sum + Math.max(0, Math.min(until, pause.until) - Math.max(from, pause.from)),
      0,
    );
    if (until - from - paused <= MAX_STALL_MILLISECONDS) return [];
    const start = new Date(from).toISOString();
    return [
      `from ${start}: nobody was admitted for ${until - from} ms although the limits allowed it`,
    ];
  });
}
