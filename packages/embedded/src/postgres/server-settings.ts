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
    fsync: durable ? 'on' : 'off',
    synchronous_commit: durable ? 'on' : 'off',
    full_page_writes: durable ? 'on' : 'off',
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
