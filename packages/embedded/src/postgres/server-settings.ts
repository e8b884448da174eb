/**
 * Keeps what users are called and what callers sent out of the log. An error of a statement quotes values in
 * its message (`invalid input syntax for type uuid: "..."`), its detail (the row of a unique violation), its
 * context and its statement. `log` leaves such errors out: the process that sent the statement gets them
 * and logs them without values. What concerns the server itself (LOG, FATAL, PANIC) is logged with its detail, which
 * may say why Postgres does not start.
 */
const NO_VALUES_IN_LOG = {
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_parameter_max_length: 0,
  log_parameter_max_length_on_error: 0,
  log_statement: 'none',
  log_min_duration_statement: -1,
};

/** The settings of Postgres, as arguments of its command line. */
export function serverSettings(clusterName: string, durable: boolean): string[] {
  const settings = {
    cluster_name: clusterName,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 200,
    shared_buffers: '256MB',
    jit: 'off',
    // The value for SSDs. With the default of 4, a plan that is made while a table is small scans the
    // whole table, and the plan stays in use when the table has grown.
    random_page_cost: 1.1,
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: 'off',
    ...NO_VALUES_IN_LOG,
    fsync: durable ? 'on' : 'off',
    synchronous_commit: durable ? 'on' : 'off',
    full_page_writes: durable ? 'on' : 'off',
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
