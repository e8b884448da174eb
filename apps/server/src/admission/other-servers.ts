import type { QueueContext } from '@frontrow/domain/queue/queue-context';
import { withTimeout } from '@frontrow/process/with-timeout';

/** Shorter than a probe waits for its answer. */
const LOOK_MILLISECONDS = 1_000;

/**
 * Whether a thread of another server has asked lately where somebody can be admitted. Its connections show it, so that
 * nothing is written for it. Servers see each other's connections because they have the same role. A transaction
 * pooler may show another client's name at this moment: then the answer is no. $1 the name of the server's own.
 */
const ADMITS_ELSEWHERE = {
  name: 'admits-elsewhere',
  text: `
    select exists (select from pg_stat_activity
      where datname = current_database() and application_name like 'frontrow-admission-%'
        and application_name <> $1 and query_start > clock_timestamp() - interval '5 seconds') as found`,
};

export async function admitsElsewhere({ sql, log }: QueueContext, own: string): Promise<boolean> {
  try {
    const asked = sql.rows<{ found: boolean }>(ADMITS_ELSEWHERE, [`frontrow-${own}`]);
    const [row] = await withTimeout(asked, LOOK_MILLISECONDS);
    return row?.found === true;
  } catch (error) {
    log.warn({ err: error }, 'nobody knows whether another server admits');
    return false;
  }
}
