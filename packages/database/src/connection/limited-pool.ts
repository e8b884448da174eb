import type { ClientBase } from 'pg';
import {
  type ConnectionState,
  type FirstRow,
  firstStatement,
  type StatementLimits,
  UNPREPARED,
} from './limits.ts';

const states = new WeakMap<ClientBase, ConnectionState>();
/** Connections whose last commit was not confirmed by the standby that it waited for. */
const unconfirmed = new WeakSet<ClientBase>();

/** What is known of a connection. */
export const stateOf = (client: ClientBase): ConnectionState => states.get(client) ?? UNPREPARED;

/**
 * Whether a commit since the last call was not confirmed by a synchronous standby. The server says so in a
 * warning, when a person ends its wait; the commit itself succeeds.
 */
export const wasUnconfirmed = (client: ClientBase): boolean => unconfirmed.delete(client);

/** SQL state of a statement that a standby refuses. */
const READ_ONLY = '25006';
/** How long the first statement of a connection may take. */
const FIRST_STATEMENT_MILLISECONDS = 5_000;

/**
 * Options of a connection pool whose connections have these limits, which are set in one round trip when a
 * connection begins. Parameters of the start would be refused by poolers.
 *
 * A pooler shows itself by the process id: the client was told another one than that of the backend. There
 * nothing is set for the session, since others share it, and each transaction sets its limits. A standby is
 * refused: a connection to it would stay after the address leads to the primary again.
 */
export const limitedBy = (limits: StatementLimits) => ({
  // So that the begin, the statement and the commit of a pooled connection take one round trip.
  pipeline: true,
  onConnect: (client: ClientBase) => prepare(client, limits),
});

async function prepare(client: ClientBase, limits: StatementLimits): Promise<void> {
  client.on('notice', (notice) => {
    if (notice.routine === 'SyncRepWaitForLSN') unconfirmed.add(client);
  });
  const { processID } = client as ClientBase & { processID?: number | null };
  const query = {
    text: firstStatement(processID ?? 0, limits),
    query_timeout: FIRST_STATEMENT_MILLISECONDS,
  };
  const { rows } = await client.query<FirstRow>(query);
  const [row] = rows;
  if (!row) return;
  if (row.read_only)
    throw Object.assign(new Error('the database is read-only'), { code: READ_ONLY });
  states.set(client, {
    session: row.direct ? limits : null,
    limits,
    hasTransactionTimeout: row.has_transaction_timeout,
  });
}
