import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer } from '../server-process.ts';
import type { BenchDatabase } from './cluster.ts';
import { startHttpFloor } from './floors/http-floor.ts';
import type { BenchOptions } from './options.ts';
import { profileLines } from './report/profile.ts';
import type { Bench } from './scenario.ts';

type End = () => Promise<void> | void;

/** What has to end with a scenario; the last that began ends first. */
export class Ends {
  readonly #ends: End[] = [];

  add(end: End): void {
    this.#ends.push(end);
  }

  /** Runs all of them, also if one fails. @throws the first error */
  async run(): Promise<void> {
    const errors: unknown[] = [];
    for (const end of this.#ends.splice(0).reverse()) {
      try {
        await end();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }
}

/** Rounds before those that count: code has to be compiled and memory filled. Quick figures are no figures. */
export const warmUpRounds = (quick: boolean): number => (quick ? 0 : 1);
/** The rate limit is on, and the log as under `start`. */
const SETTINGS = { RATE_LIMIT: 'on', LOG_LEVEL: 'warn' };

/** What a scenario gets. */
export function offer(
  database: BenchDatabase,
  { quick, rounds, profile: isProfiled }: BenchOptions,
  { ends, profile }: { ends: Ends; profile: string[] },
): Bench {
  return {
    database,
    runs: rounds + warmUpRounds(quick),
    inFlight: quick ? 64 : 256,
    size: (full, small) => (quick ? small : full),
    sampleMilliseconds: quick ? 100 : 700,
    mostMilliseconds: quick ? 4_000 : 12_000,
    openSeconds: quick ? 0.3 : 2.5,
    async startServer() {
      const folder = isProfiled ? mkdtempSync(join(tmpdir(), 'frontrow-bench-profile-')) : null;
      const server = await startServer(database, undefined, {
        ...SETTINGS,
        ...(folder !== null && { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${folder}` }),
      });
      ends.add(async () => {
        await server.stop();
        if (folder === null) return;
        profile.push(...profileLines(folder));
        rmSync(folder, { recursive: true });
      });
      return server;
    },
    async startHttpFloor() {
      const floor = await startHttpFloor();
      ends.add(() => floor.stop());
      return floor;
    },
    onEnd: (end) => ends.add(end),
  };
}
