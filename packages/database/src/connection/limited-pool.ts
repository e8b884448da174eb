import type { ClientBase } from 'pg';
import { contradiction, type DataSettings } from './data-settings.ts';
import {
  type ConnectionState,
  type FirstRow,
  firstStatement,
  NO_LIMITS,
  type StatementLimits,
  UNPREPARED,
} from './limits.ts';
import { unusableSetting } from './session-settings.ts';

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
 * Options of a connection pool whose connections have our settings and these limits, which are set in one round trip
 * when a connection begins. Parameters of the start would be refused by poolers.
 *
 * A pooler shows itself by the process id: the client was told another one than that of the backend. There
 * nothing is set for the session, since others share it, and each transaction sets what it needs. A standby is
 * refused: a connection to it would stay after the address leads to the primary again.
 */
export const limitedBy = (limits: StatementLimits, settings?: DataSettings) => ({
  // So that the begin, the statement and the commit of a pooled connection take one round trip.
  pipeline: true,
  onConnect: (client: ClientBase) => prepare(client, limits, settings),
});

/** Options of a connection pool whose connections have our settings and no limits. */
export const WITH_SETTINGS = {
  onConnect: (client: ClientBase) => prepare(client, null),
};

/** A database, or a connection to it, that must not be used. The message names the setting. */
export class UnusableDatabase extends Error {
  readonly code = 'FR001';
}

/**
 * Gives a connection our settings and these limits.
 *
 * @param settings those that the data has to be made under
 * @throws UnusableDatabase when a setting is wrong that cannot be set
 */
export async function prepare(
  client: ClientBase,
  limits: StatementLimits | null,
  settings?: DataSettings,
): Promise<void> {
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
  if (row.read_only && limits !== null)
    throw Object.assign(new Error('the database is read-only'), { code: READ_ONLY });
  const unusable = unusableSetting(row, row.direct || limits !== null);
  if (unusable !== null) throw new UnusableDatabase(`DATABASE_URL: ${unusable}`);
  if (settings && row.schema !== null && row.has_deployment) {
    const difference = await contradiction(client, row.schema, settings);
    if (difference !== null) throw new UnusableDatabase(difference);
  }
  states.set(client, {
    session: row.direct ? (limits ?? NO_LIMITS) : null,
    schema: row.schema,
    limits: limits ?? NO_LIMITS,
    hasTransactionTimeout: row.has_transaction_timeout,
  });
}
