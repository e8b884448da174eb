import type { CallLogger } from '../log/access-log.ts';

/** So many calls of each second are logged one by one. */
const ONE_BY_ONE = 10;
const SECOND = 1_000;

export interface LoggedCall {
  requestId: string;
  userId: string | null;
  status: number;
  milliseconds: number;
}

/** The log of a procedure that is called too often for a line each. */
export interface SampledLog {
  note(call: LoggedCall): void;
  /** Logs what has only been counted. */
  close(): void;
}

/**
 * Logs the first calls of each second as the access log does, and the others in one line with their count. One line
 * without a count is one call, so all counts add up to the number of calls.
 */
export function createSampledLog(log: CallLogger, procedure: string): SampledLog {
  const fields = { method: 'GET', path: `/trpc/${procedure}`, calls: [`${procedure} ok`] };
  let [logged, counted] = [0, 0];
  let timer: NodeJS.Timeout | null = null;
  const end = () => {
    if (timer) clearTimeout(timer);
    timer = null;
    if (counted > 0) log.info({ ...fields, count: counted }, 'answered');
    [logged, counted] = [0, 0];
  };
  return {
    note({ requestId, userId, status, milliseconds }) {
      timer ??= setTimeout(end, SECOND).unref();
      if (logged < ONE_BY_ONE) {
        logged++;
        log.info(
          {
            ...{ requestId, ...(userId === null ? {} : { userId }), ...fields, status },
            milliseconds: Math.round(milliseconds),
          },
          'answered',
        );
      } else {
        counted++;
      }
    },
    close: end,
  };
}
