import type { ServerProcess } from '../server-process.ts';
import type { BenchDatabase } from './cluster.ts';
import type { HttpFloor } from './floors/http-floor.ts';

/** What one run of a way took. */
export interface Sample {
  /** Calls that were answered as expected. */
  calls: number;
  seconds: number;
  /** Microseconds of processor time of the process that does the work (the server, the floor, or this one). */
  server: number;
  /** Microseconds of processor time of all processes of Postgres. */
  postgres: number;
  /** Calls that a server refused because it was asked for more than it can do. One of them makes the figure void. */
  refused: number;
  /** Answers that were not expected. One of them makes the figure void, and the command fails. */
  unexpected: string[];
  /** Of a way that makes its own load, in milliseconds; others are measured by an open loop. */
  latency?: Latency;
  /** What else was seen, for the table. */
  note?: string;
}

/** Milliseconds from the planned time of a request until its answer. */
export interface Latency {
  p50: number;
  p99: number;
  p999: number;
  /** How late the generator itself sent 99 of 100 requests; it is part of the values above. */
  sentLate: number;
  perSecond: number;
  refused: number;
  unexpected: string[];
}

/** One way to do the work: the product's, or the least that any program would have to do. */
export type Way = () => Promise<Sample>;

/** A line of the table. */
export interface Case {
  name: string;
  product: Way;
  /** Measured in turn with the product; null where nothing comparable exists. */
  floor: { name: string; run: Way } | null;
  /** Measures latency at this many calls a second; absent where calls use up what was prepared. */
  open?: (perSecond: number) => Promise<Latency>;
  /** The ratio to the floor that has to be reached. */
  bar?: number;
  /** Only one round, without a warm-up: the way takes long and measures its own latency. */
  once?: boolean;
  /** More rounds than other cases have. */
  rounds?: number;
}

/** A bar that compares two cases: the cost of one call of `name` in calls of `beside`, at most `most`. */
export interface CostBar {
  name: string;
  beside: string;
  most: number;
}

export interface Prepared {
  cases: Case[];
  costBars?: CostBar[];
  /** The server whose memory is reported. */
  server?: ServerProcess;
}

/** What a scenario gets. Everything that it starts through this ends with the scenario. */
export interface Bench {
  /** A new database that this scenario has for itself. */
  database: BenchDatabase;
  /** How often each way runs, with the runs that warm up. */
  runs: number;
  /** Calls in flight of what comes in a rush. */
  inFlight: number;
  /** The first value, or with `--quick` the second. */
  size<Value>(full: Value, quick: Value): Value;
  /** Milliseconds of one sample of a way that is bounded by time. */
  sampleMilliseconds: number;
  /** The most milliseconds of a way that is bounded by calls. */
  mostMilliseconds: number;
  /** Seconds of an open loop. */
  openSeconds: number;
  /** The product's own start, in a process of its own, with the rate limit on. */
  startServer(): Promise<ServerProcess>;
  /** `node:http` in a process of its own. */
  startHttpFloor(): Promise<HttpFloor>;
  /** Called when the scenario ends. */
  onEnd(end: () => Promise<void> | void): void;
}

export interface Scenario {
  name: string;
  /** What the figures of this scenario say, in one sentence. */
  about: string;
  prepare(bench: Bench): Promise<Prepared>;
}
