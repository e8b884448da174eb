import type { QueueRows } from './queue-rows.ts';

const MINUTE = 60_000;

/** What the rows alone show of broken limits (invariant 4) and of a broken order (invariant 6). */
export function violationsIn({ entries, admissions }: QueueRows): string[] {
  const violations: string[] = [];
  let highest = 0;
  for (const { number, at, maxActive, admitPerMinute } of admissions) {
    const active = admissions.filter((other) => other.at <= at && other.endedAt > at).length;
    if (active > maxActive) {
      violations.push(`admission of number ${number}: ${active} active, maxActive ${maxActive}`);
    }
    const recent = admissions.filter((other) => other.at <= at && other.at > at - MINUTE).length;
    if (recent > admitPerMinute) {
      violations.push(
        `admission of number ${number}: ${recent} in a minute, admitPerMinute ${admitPerMinute}`,
      );
    }
    if (number < highest) violations.push(`number ${number} was admitted after ${highest}`);
    highest = Math.max(highest, number);
  }
  for (const { status, number } of entries) {
    if (status === 'WAITING' && (number ?? 0) < highest) {
      violations.push(`number ${number} waits although ${highest} was admitted`);
    }
  }
  return violations;
}

export interface LimitsAt {
  maxActive: number;
  admitPerMinute: number;
  now: number;
}

/**
 * What the rows show of a stalled queue (invariant 7): an entry waits although the limits allow an
 * admission. Null if nothing waits too long. The caller checks that the queue is open and not paused.
 */
export function stallIn(
  rows: QueueRows,
  { maxActive, admitPerMinute, now }: LimitsAt,
): string | null {
  const drawing = rows.draws.find(
    ({ frozen, numbered, entrants }) => frozen && numbered < (entrants ?? 0),
  );
  const last = drawing ? (drawing.afterNumber ?? 0) + drawing.numbered : Number.POSITIVE_INFINITY;
  const waiting = rows.entries.filter(
    ({ status, number }) => status === 'WAITING' && (number ?? 0) <= last,
  ).length;
  const active = rows.entries.filter(
    ({ status, expiresAt }) => status === 'ACTIVE' && (expiresAt ?? 0) > now,
  ).length;
  const recent = rows.admissions.filter(({ at }) => at > now - MINUTE).length;
  if (waiting === 0 || active >= maxActive || recent >= admitPerMinute) return null;
  return `${waiting} wait, ${active} of ${maxActive} are active, ${recent} of ${admitPerMinute} were admitted in the last minute`;
}
