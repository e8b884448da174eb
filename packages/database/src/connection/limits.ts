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

/** What one connection is like. */
export interface ConnectionState {
  /** The limits that are set for the session; null where a transaction pooler stands between. */
  session: StatementLimits | null;
  /** The limits that each statement has to have. */
  limits: StatementLimits;
  hasTransactionTimeout: boolean;
}

/** A connection on which nothing was set. Each of its transactions sets its limits. */
export const UNPREPARED: ConnectionState = {
  session: null,
  limits: REQUEST_LIMITS,
  hasTransactionTimeout: false,
};

const SETTINGS = {
  lock: 'lock_timeout',
  statement: 'statement_timeout',
  idle: 'idle_in_transaction_session_timeout',
} as const;

/**
 * The statements that give a transaction its limits, each with `; ` in front, to be sent with its BEGIN. Empty
 * if the session has them already.
 */
export function transactionLimits(
  { session, limits, hasTransactionTimeout }: ConnectionState,
  given: Partial<StatementLimits> = {},
): string {
  const wanted = { ...limits, ...given };
  let text = '';
  for (const name of ['lock', 'statement', 'idle'] as const) {
    if (session?.[name] !== wanted[name]) text += `; set local ${SETTINGS[name]} = ${wanted[name]}`;
  }
  if (!hasTransactionTimeout || session?.transaction === wanted.transaction) return text;
  // It began with the transaction, and a new value counts only after it was switched off.
  const off = session ? '; set local transaction_timeout = 0' : '';
  return `${text}${off}; set local transaction_timeout = ${wanted.transaction}`;
}

/** The row of the first statement of a connection. */
export interface FirstRow {
  direct: boolean;
  read_only: boolean;
  has_transaction_timeout: boolean;
}

/**
 * The first statement of a connection: sets the limits for the session if the backend is the one that the client
 * was told of, and so nothing pools it.
 */
export function firstStatement(
  processId: number,
  { lock, statement, idle, transaction }: StatementLimits,
): string {
  const set = (name: string, value: number) => `set_config('${name}', '${value}', false)`;
  return `
    select direct, has_transaction_timeout, current_setting('transaction_read_only') = 'on' as read_only,
      case when direct then ${set(SETTINGS.lock, lock)} || ${set(SETTINGS.statement, statement)}
        || ${set(SETTINGS.idle, idle)} end,
      case when direct and has_transaction_timeout then ${set('transaction_timeout', transaction)} end
    from (select pg_backend_pid() = ${processId} as direct,
      current_setting('transaction_timeout', true) is not null as has_transaction_timeout) as backend`;
}
