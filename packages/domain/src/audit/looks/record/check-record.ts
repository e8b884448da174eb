import type { Look } from '../look.ts';
import { joined, type Times } from '../units.ts';
import { KEEP_LONGEST, NEXT_PART, type PartRow, RECORD_CHECKS } from './record.sql.ts';

/** The most admissions that are checked at once, without others of the same time. */
const PART = 10_000;

/** Before and after all times of the product, in microseconds since 1970. */
export const ALL_TIMES: Times = { first: 0, last: 8e15 };

/** The times of the record of admissions that a look has to check, by concert. */
export class RecordTimes {
  readonly #times = new Map<string, Times[]>();

  add(concertId: string, times: Times): void {
    const known = this.#times.get(concertId) ?? [];
    known.push({ ...times });
    this.#times.set(concertId, known.length > 1_000 ? joined(known) : known);
  }

  async check(look: Look): Promise<void> {
    for (const [concertId, times] of this.#times) {
      for (const stretch of joined(times)) await checkRecord(look, concertId, stretch);
    }
    this.#times.clear();
  }
}

/**
 * Checks the admissions of a concert between two times, part by part. A part needs the passes that began before it and
 * had not ended: none of them began earlier than the longest pass that the concert has ever had.
 */
export async function checkRecord(
  look: Look,
  concertId: string,
  { first, last, size = PART }: Times & { size?: number },
): Promise<void> {
  for (let from = first; from <= last; ) {
    const [part] = await look.read<PartRow>(NEXT_PART, [concertId, from, last, size]);
    if (!part || part.last === null) return;
    look.rows += part.admissions;
    const [known] = await look.read<{ longest: number }>(KEEP_LONGEST, [
      concertId,
      Math.max(0, part.longest ?? 0),
    ]);
    const times = { first: from, last: part.last };
    const values = [concertId, times.first, times.last, known?.longest ?? 0];
    if (!(await look.passes(RECORD_CHECKS, 'record', values))) {
      look.findings.push({ unit: 'record', ids: [concertId], times });
    }
    from = part.last + 1;
  }
}
