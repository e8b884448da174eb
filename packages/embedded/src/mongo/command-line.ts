/** Change streams and transactions need a replica set; this one has a single member. */
export const REPLICA_SET = 'frontrow';

/**
 * WiredTiger preallocates journal files by default, and an empty database then takes 300 MB. One write
 * has to fit in one file: 64 MB hold the largest document (16 MB) and others beside it.
 */
const JOURNAL = 'log=(prealloc=false,file_max=64MB)';

export interface MongodOptions {
  dataDir: string;
  keyFile: string;
  port: number;
  /** Whether the data has no user yet, so that the first one may be created without a password. */
  initializing: boolean;
}

/** The command line of mongod. It starts with the data directory, so that runsOn() recognizes it. */
export function commandLine(mongod: string, options: MongodOptions): string[] {
  const { dataDir, keyFile, port, initializing } = options;
  const parameters = {
    enableLocalhostAuthBypass: initializing,
    diagnosticDataCollectionEnabled: false,
    // On SIGINT a primary waits 15 seconds by default for a secondary to take over. There is none.
    shutdownTimeoutMillisForSignaledShutdown: 100,
  };
  return [
    mongod,
    ...['--dbpath', dataDir, '--port', String(port), '--bind_ip', '127.0.0.1', '--nounixsocket'],
    ...['--replSet', REPLICA_SET, '--keyFile', keyFile, '--oplogSize', '1024'],
    ...['--wiredTigerCacheSizeGB', '0.25', '--wiredTigerEngineConfigString', JOURNAL, '--quiet'],
    // The line of a slow operation would have the data of jobs.
    ...['--slowOpSampleRate', '0'],
    ...Object.entries(parameters).flatMap(([name, value]) => [
      '--setParameter',
      `${name}=${value}`,
    ]),
  ];
}

/** Returns a test for the command lines of a mongod on that data directory. */
export const runsOn = (dataDir: string) => (commandLine: string) =>
  commandLine.includes(` --dbpath ${dataDir} --port `);

/** The errors in the log of mongod, which has one JSON object a line; without errors, the log's end. */
export function errorsIn(log: string): string {
  const errors = log.split('\n').flatMap((line) => {
    const { s: severity, msg, attr } = parseLogLine(line);
    return severity === 'E' || severity === 'F' ? [`${msg} ${JSON.stringify(attr ?? {})}`] : [];
  });
  return errors.join('\n') || log.slice(-2_000);
}

interface LogLine {
  s?: string;
  msg?: string;
  attr?: unknown;
}

function parseLogLine(line: string): LogLine {
  try {
    return JSON.parse(line) as LogLine;
  } catch {
    // Errors about command line options are printed as plain text.
    return { s: 'E', msg: line };
  }
}
