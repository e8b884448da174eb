import {
  isDatabaseUnavailable,
  isOutOfSpace,
  judge,
} from '@frontrow/domain/kernel/database/unavailable';

const FIRST_MILLISECONDS = 1_000;
const LONGEST_MILLISECONDS = 60_000;

/** The message itself names a file, and a log does not have what the database quotes. */
const OUT_OF_SPACE = 'the database has no disk space left';

/** What is known of the lines with one text and one reason. */
interface Repeats {
  /** No further line is written before. */
  until: number;
  pause: number;
  /** How many lines were left out since the last one. */
  count: number;
}

/** Fields of a log line. */
export type Fields = Record<string, unknown>;

/**
 * Thins out the lines of an outage of the database, which every call, job and loop meets. Of lines with the same text and the same
 * reason the first is written, then one after 1, 2, 4 seconds and so on, one a minute at last. Each has the reason in one
 * sentence instead of a stack, and how many were left out before it. The metrics count all of them.
 *
 * @param now milliseconds of a clock that does not step
 * @returns a function that gives the fields to write, or null when the line is left out
 */
export function thinOutOutages(
  now = () => performance.now(),
): (text: string, fields: Fields) => Fields | null {
  const known = new Map<string, Repeats>();
  return (text, fields) => {
    const fault = [fields.err, fields.cause].find(isDatabaseUnavailable);
    if (!(fault instanceof Error)) return fields;
    const key = `${text} ${reasonOf(fault)}`;
    const time = now();
    const before = known.get(key);
    if (before && time < before.until) {
      before.count += 1;
      return null;
    }
    const lastedLong = before && time < before.until + LONGEST_MILLISECONDS;
    const pause = lastedLong
      ? Math.min(2 * before.pause, LONGEST_MILLISECONDS)
      : FIRST_MILLISECONDS;
    known.set(key, { until: time + pause, pause, count: 0 });
    const { err: _, ...rest } = fields;
    const cause = isOutOfSpace(fault) ? OUT_OF_SPACE : fault;
    return { ...rest, cause, ...(before?.count ? { leftOut: before.count } : {}) };
  };
}

/** All that a database that went away is met with is one reason; any other has its code, whatever file the message names. */
function reasonOf(fault: Error): string {
  if (isOutOfSpace(fault)) return OUT_OF_SPACE;
  if (judge(fault, 'connecting').endsConnection) return 'away';
  const { code } = fault as { code?: unknown };
  if (typeof code === 'string') return code;
  return fault.cause instanceof Error ? reasonOf(fault.cause) : fault.message;
}
