import type { EntryRow, QueueRows } from '../queue-model/rows/queue-rows.ts';
import type { AnswerLog } from './answer-log.ts';

/** The contract's limit: every server shows a change within this time. */
const MAX_STALENESS_MILLISECONDS = 1_000;
/** This process and the database share one clock but may round its times differently. */
const ROUNDING_MILLISECONDS = 2;

/** When an entry stopped to wait. */
const waitedUntil = ({ admittedAt, endedAt }: EntryRow): number =>
  admittedAt ?? endedAt ?? Number.POSITIVE_INFINITY;

/**
 * The positions that visitors were told although no state that the server may have read gives them. A
 * server may read any state from `MAX_STALENESS_MILLISECONDS` before the call until its answer.
 */
export function wrongPositions({ entries }: QueueRows, log: AnswerLog): string[] {
  const byId = new Map(entries.map((entry) => [entry.id, entry]));
  const neverAdmitted = new Set(
    entries.filter((entry) => entry.admittedAt === null).map(({ id }) => id),
  );
  const leftAt = new Map(
    log.leaves
      .filter(({ entryId }) => neverAdmitted.has(entryId))
      .map(({ entryId, answeredAt }) => [entryId, answeredAt]),
  );
  return log.positions.flatMap(({ entryId, askedAt, answeredAt, position }) => {
    const { number, arrival } = byId.get(entryId) ?? { number: 0, arrival: null };
    const ahead = entries.filter((entry) => (entry.number ?? 0) <= (number ?? 0));
    const least = ahead.filter(
      (entry) =>
        entry.number !== null &&
        entry.joinedAt <= answeredAt &&
        waitedUntil(entry) > answeredAt + ROUNDING_MILLISECONDS,
    ).length;
    const most = ahead.filter(
      (entry) =>
        // An entrant who left before the draw counts for later joins until the draw assigns numbers.
        (entry.number === null && arrival === null) ||
        (waitedUntil(entry) > askedAt - MAX_STALENESS_MILLISECONDS &&
          (leftAt.get(entry.id) ?? askedAt) >= askedAt),
    ).length;
    if (position >= least && position <= most) return [];
    const times = `${askedAt % 100_000} to ${answeredAt % 100_000}`;
    return [
      `number ${number} was told position ${position}, possible were ${least} to ${most} (${times})`,
    ];
  });
}

/** The joins that began after another join was answered, but got a lower number. */
export function overtakingJoins({ entries }: QueueRows, { joins }: AnswerLog): string[] {
  const numberOf = new Map(
    entries.filter(({ arrival }) => arrival === null).map(({ id, number }) => [id, number]),
  );
  const numbered = joins.flatMap((join) => {
    const number = numberOf.get(join.entryId);
    return number ? [{ ...join, number }] : [];
  });
  return numbered.flatMap((first) =>
    numbered
      .filter((later) => later.askedAt > first.answeredAt && later.number < first.number)
      .map((later) => `number ${later.number} joined after number ${first.number} was answered`),
  );
}
