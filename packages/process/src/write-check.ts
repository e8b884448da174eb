import type { ClientBase } from 'pg';

/** How long a success counts, however often it is asked for. */
const SUCCESS_MILLISECONDS = 5_000;
/** How long a failure counts. */
const FAILURE_MILLISECONDS = 1_000;

/**
 * Two statements in one transaction and one round trip. The first needs 1 MB of new disk space: its rows do not fit into the least
 * work_mem, so they go to a temporary file, which is gone afterwards. A row that is written to a table would not do: while the
 * disk is full, there is mostly room left in the pages of the table. The second is a commit that is flushed to the log of
 * transactions; it touches no table.
 */
export const WRITE_CHECK = `
  set local work_mem = '64kB';
  select count(*) from unnest(array_fill(repeat('x', 1024), array[1024]));
  select pg_logical_emit_message(true, 'frontrow', 'readiness')`;

/**
 * A check that the database takes writes: that the disk has space, and that a transaction can be committed. It asks
 * every 5 seconds at most, and every second while it fails. Calls in between get the last answer.
 *
 * @param now milliseconds of a clock that does not step
 */
export function createWriteCheck(
  now = () => performance.now(),
): (client: Pick<ClientBase, 'query'>) => Promise<void> {
  let last: { result: Promise<unknown>; until: number } | null = null;
  return async (client) => {
    if (last === null || now() >= last.until) {
      const check = { result: client.query(WRITE_CHECK), until: now() + SUCCESS_MILLISECONDS };
      last = check;
      check.result.catch(() => {
        check.until = now() + FAILURE_MILLISECONDS;
      });
    }
    await last.result;
  };
}
