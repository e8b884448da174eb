/** The one member of the set; change streams and transactions take a set, be it of one. */
export const REPLICA_SET = 'frontrow';

/**
 * Else a folder with nothing in it takes 300 MB, for files of a journal to come. What is written at
 * once has to fit in one file: a document of 16 MB does, beside others.
 */
const JOURNAL = 'log=(prealloc=false,file_max=64MB)';

export interface ServerOptions {
  dataDir: string;
  keyFile: string;
  port: number;
  /** Whether nobody has a user yet, so that the first may be made without one. */
  making: boolean;
}

/** The command line of a mongod, which by its beginning says what data it is on. */
export function commandLineOf(mongod: string, options: ServerOptions): string[] {
  const { dataDir, keyFile, port, making } = options;
  const parameters = {
    enableLocalhostAuthBypass: making,
    diagnosticDataCollectionEnabled: false,
    // Told to end, a primary else waits 15 seconds for a secondary to take over; there is none.
    shutdownTimeoutMillisForSignaledShutdown: 100,
  };
  return [
    mongod,
    ...['--dbpath', dataDir, '--port', String(port), '--bind_ip', '127.0.0.1', '--nounixsocket'],
    ...['--replSet', REPLICA_SET, '--keyFile', keyFile, '--oplogSize', '1024'],
    ...['--wiredTigerCacheSizeGB', '0.25', '--wiredTigerEngineConfigString', JOURNAL, '--quiet'],
    ...Object.entries(parameters).flatMap(([name, value]) => [
      '--setParameter',
      `${name}=${value}`,
    ]),
  ];
}

/** Tells the command line of a mongod on that data from all others. */
export const isOn = (dataDir: string) => (line: string) =>
  line.includes(` --dbpath ${dataDir} --port `);

/** What it complains of in its log, which is JSON; else the end of that. */
export function complaintOf(log: string): string {
  const complaints = log.split('\n').flatMap((line) => {
    const { s: severity, msg, attr } = parsed(line);
    return severity === 'E' || severity === 'F' ? [`${msg} ${JSON.stringify(attr ?? {})}`] : [];
  });
  return complaints.join('\n') || log.slice(-2_000);
}

interface LogLine {
  s?: string;
  msg?: string;
  attr?: unknown;
}

function parsed(line: string): LogLine {
  try {
    return JSON.parse(line) as LogLine;
  } catch {
    // The options that it refuses, it refuses in plain words.
    return { s: 'E', msg: line };
  }
}
