import {
  HOME,
  INHERITED_COLUMNS,
  type InheritedSettings,
  localSettings,
  sessionExpression,
} from './session-settings.ts';

/** Limits that the database keeps, in milliseconds. 0 is none. */
export interface StatementLimits {
  /** The longest wait for one lock. */
  lock: number;
  /** The longest run of one statement. */
  statement: number;
  /** The longest pause between two statements of a transaction. */
  idle: number;
  /** The longest transaction; kept by Postgres 17 and newer. */
  transaction: number;
}

/**
 * For the statements of requests and jobs. All of them end before the 20 seconds for which a client waits: a
 * statement that its client has given up would stay in the queue for a lock, and be carried out later. A
 * process that freezes inside a transaction must not keep its locks.
 */
export const REQUEST_LIMITS: StatementLimits = {
  lock: 10_000,
  statement: 18_000,
  idle: 1_500,
  transaction: 19_000,
};

/** For migrations. */
export const NO_LIMITS: StatementLimits = { lock: 0, statement: 0, idle: 0, transaction: 0 };

/** What one connection is like. */
export interface ConnectionState {
  /** The limits that are set for the session; null where a transaction pooler stands between. */
  session: StatementLimits | null;
  /** The quoted name of the product's schema; null before the first migration. */
  schema: string | null;
  /** The limits that each statement has to have. */
  limits: StatementLimits;
  hasTransactionTimeout: boolean;
}

/** A connection on which nothing was set. Each of its transactions sets its limits. */
export const UNPREPARED: ConnectionState = {
  session: null,
  schema: null,
  limits: REQUEST_LIMITS,
  hasTransactionTimeout: false,
};

const SETTINGS = {
  lock: 'lock_timeout',
  statement: 'statement_timeout',
  idle: 'idle_in_transaction_session_timeout',
} as const;

/**
 * The statements that give a transaction its settings and limits, each with `; ` in front, to be sent with its BEGIN.
 * Empty if the session has them already.
 */
export function transactionSettings(
  { session, schema, limits, hasTransactionTimeout }: ConnectionState,
  given: Partial<StatementLimits> = {},
): string {
  const wanted = { ...limits, ...given };
  let text = session ? '' : localSettings(schema);
  for (const name of ['lock', 'statement', 'idle'] as const) {
    if (session?.[name] !== wanted[name]) text += `; set local ${SETTINGS[name]} = ${wanted[name]}`;
  }
  if (!hasTransactionTimeout || session?.transaction === wanted.transaction) return text;
  // It began with the transaction, and a new value counts only after it was switched off.
  const off = session ? '; set local transaction_timeout = 0' : '';
  return `${text}${off}; set local transaction_timeout = ${wanted.transaction}`;
}

/** The row of the first statement of a connection. */
export interface FirstRow extends InheritedSettings {
  direct: boolean;
  read_only: boolean;
  has_transaction_timeout: boolean;
}

/**
 * The first statement of a connection: sets our settings, and the limits, for the session if the backend is the one
 * that the client was told of, and so nothing pools it. It returns what was inherited.
 */
export function firstStatement(processId: number, limits: StatementLimits | null): string {
  const set = (name: string, value: number) => `set_config('${name}', '${value}', false)`;
  const { lock, statement, idle, transaction } = limits ?? NO_LIMITS;
  const limited =
    limits === null
      ? ''
      : ` || ${set(SETTINGS.lock, lock)} || ${set(SETTINGS.statement, statement)} || ${set(SETTINGS.idle, idle)}
        || case when has_transaction_timeout then ${set('transaction_timeout', transaction)} else '' end`;
  return `
    with home as materialized (${HOME}), inherited as materialized (
      select pg_backend_pid() = ${processId} as direct,
        current_setting('transaction_timeout', true) is not null as has_transaction_timeout,
        current_setting('transaction_read_only') = 'on' as read_only, ${INHERITED_COLUMNS})
    select *, case when direct then ${sessionExpression('schema')}${limited} end
    from inherited`;
}
