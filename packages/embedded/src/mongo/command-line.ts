/** Change streams and transactions need a replica set; this one has a single member. */
export const REPLICA_SET = 'frontrow';

/**
 * WiredTiger preallocates journal files by default, and an empty database then takes 300 MB. One write
 * has to fit in one file: 64 MB hold the largest document (16 MB) and others beside it.
 */
const JOURNAL = 'log=(prealloc=false,file_max=64MB)';

export interface MongodOptions {
  /** The data directory as mongod opens it. */
  path: string;
  port: number;
}

/** The name of the key file in the data directory. mongod requires one for authentication in a replica set. */
export const KEY_FILE = 'mongo.key';

/** The command line of mongod as the only member of its replica set, on loopback. */
export const commandLine = (mongod: string, { path, port }: MongodOptions): string[] => [
  ...common(mongod, path),
  ...['--port', String(port), '--bind_ip', '127.0.0.1'],
  ...['--replSet', REPLICA_SET, '--keyFile', `${path}/${KEY_FILE}`, '--oplogSize', '1024'],
  ...parameters({ enableLocalhostAuthBypass: false }),
];

/**
 * The command line of a mongod whose data has no user yet. Whoever connects may create the first one, so
 * it listens on nothing but a Unix socket in a folder that only its own user may enter.
 */
export const setupCommandLine = (mongod: string, path: string, socket: string): string[] => [
  ...common(mongod, path),
  ...['--auth', '--bind_ip', socket],
  ...parameters({ enableLocalhostAuthBypass: true }),
];

const common = (mongod: string, path: string): string[] => [
  mongod,
  ...['--dbpath', path, '--nounixsocket', '--quiet'],
  // mongod before 6.0.27, 7.0.28 and 8.0.17 answers a compressed message of a stranger with parts of its
  // memory (CVE-2025-14847). Over loopback compression saves nothing, so there is none at all.
  ...['--networkMessageCompressors', 'disabled'],
  ...['--wiredTigerCacheSizeGB', '0.25', '--wiredTigerEngineConfigString', JOURNAL],
  // The line of a slow operation would have the data of jobs.
  ...['--slowOpSampleRate', '0'],
];

const parameters = (own: Record<string, boolean>): string[] =>
  Object.entries({
    ...own,
    diagnosticDataCollectionEnabled: false,
    // On SIGINT a primary waits 15 seconds by default for a secondary to take over. There is none.
    shutdownTimeoutMillisForSignaledShutdown: 100,
  }).flatMap(([name, value]) => ['--setParameter', `${name}=${value}`]);

/** What the list of processes shows instead of the path of the program. */
export const titleOf = (mongod: string, dataDir: string): string => `${mongod} on ${dataDir} :`;

/** Returns a test for the command lines of a mongod on that data directory. */
export const runsOn = (dataDir: string) => (commandLine: string) =>
  // The second is how versions before started it.
  [`on ${dataDir} : --dbpath `, ` --dbpath ${dataDir} --port `].some((part) =>
    commandLine.includes(part),
  );

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
