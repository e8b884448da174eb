import { availableParallelism, loadavg, totalmem } from 'node:os';

/** What the figures depend on. No name of the machine, and no path. */
export interface Machine {
  cores: number;
  memoryGigabytes: number;
  node: string;
  postgres: string;
  /** How many processes wanted a processor in the minute before the end; more than the cores: others used them too. */
  load: number;
}

/** The machine as it is now. */
export const machineOf = (postgres: string): Machine => ({
  cores: availableParallelism(),
  memoryGigabytes: Math.round(totalmem() / 2 ** 30),
  node: process.version,
  postgres,
  load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
});

/** One line for the terminal. */
export const machineLine = ({ cores, memoryGigabytes, node, postgres, load }: Machine): string =>
  `${cores} cores, ${memoryGigabytes} GB, Node ${node}, Postgres ${postgres}, load ${load}`;
