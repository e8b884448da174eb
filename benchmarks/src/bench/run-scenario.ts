import { median } from '../measure.ts';
import { startServer } from '../server-process.ts';
import type { BenchDatabase, Cluster } from './cluster.ts';
import { startHttpFloor } from './floors/http-floor.ts';
import type { BenchOptions } from './options.ts';
import type { Bench, Case, CostBar, Latency, Sample, Scenario } from './scenario.ts';

/** Share of the capacity at which latency is measured. */
const OPEN_LOOP_SHARE = 0.7;
/** Rounds before those that count: code has to be compiled and memory filled. */
const WARM_UP_ROUNDS = 1;

/** The samples of a case; those of a round have the same index. */
export interface CaseResult {
  name: string;
  floorName: string | null;
  product: Sample[];
  floor: Sample[];
  latency: Latency | null;
  bar: number | null;
}

export interface ScenarioResult {
  name: string;
  about: string;
  cases: CaseResult[];
  costBars: CostBar[];
  /** Megabytes of the server at the end, and the most it had. */
  memory: { now: number; most: number } | null;
  /** Names of the violated checks of the audit. */
  violations: string[];
}

/** Prepares a scenario on a database of its own, measures all its cases in turn, and audits what they left. */
export async function runScenario(
  cluster: Cluster,
  scenario: Scenario,
  options: BenchOptions,
): Promise<ScenarioResult> {
  const ends: (() => Promise<void> | void)[] = [];
  try {
    const database = await cluster.createDatabase();
    ends.push(() => database.close());
    const {
      cases,
      costBars = [],
      server,
    } = await scenario.prepare(benchOf(database, options, ends));
    await database.pool.query('vacuum analyze');
    await database.pool.query('checkpoint');
    const results = await measureInTurn(cases, options);
    for (const [n, { open }] of cases.entries()) {
      const result = results[n];
      if (!open || !result) continue;
      const rate = median(result.product.map(rateOf));
      result.latency = await open(rate * OPEN_LOOP_SHARE);
    }
    const memory = server?.memory() ?? null;
    const { checks } = await database.services.admin.audit({});
    const violations = checks.filter(({ ok }) => !ok).map(({ name }) => name);
    const { name, about } = scenario;
    return { name, about, cases: results, costBars, memory, violations };
  } finally {
    for (const end of ends.reverse()) await end();
  }
}

export const rateOf = ({ calls, seconds }: Sample): number => calls / seconds;

function benchOf(
  database: BenchDatabase,
  { quick, rounds }: BenchOptions,
  ends: (() => Promise<void> | void)[],
): Bench {
  return {
    database,
    runs: rounds + WARM_UP_ROUNDS,
    size: (full, small) => (quick ? small : full),
    sampleMilliseconds: quick ? 150 : 700,
    async startServer() {
      const settings = { RATE_LIMIT: 'on', LOG_LEVEL: 'warn' };
      const server = await startServer(database, undefined, settings);
      ends.push(() => server.stop());
      return server;
    },
    async startHttpFloor() {
      const floor = await startHttpFloor();
      ends.push(() => floor.stop());
      return floor;
    },
    onEnd: (end) => void ends.push(end),
  };
}

/** Each round runs every way once, so that a change of the machine's speed affects all alike. */
async function measureInTurn(cases: Case[], { rounds }: BenchOptions): Promise<CaseResult[]> {
  const results = cases.map(
    ({ name, floor, bar }): CaseResult => ({
      ...{ name, floorName: floor?.name ?? null, product: [], floor: [] },
      ...{ latency: null, bar: bar ?? null },
    }),
  );
  const last = Math.max(...cases.map(({ rounds: more = rounds }) => more));
  for (let round = 1 - WARM_UP_ROUNDS; round <= last; round++) {
    for (const [n, each] of cases.entries()) {
      const result = results[n];
      const runsNow = each.once ? round === 1 : round <= (each.rounds ?? rounds);
      if (!result || !runsNow) continue;
      // The one that runs first changes from round to round.
      const order = round % 2 === 0 ? ['floor', 'product'] : ['product', 'floor'];
      for (const which of order) {
        const run = which === 'product' ? each.product : each.floor?.run;
        if (!run) continue;
        const sample = await run();
        if (round > 0 || sample.unexpected.length > 0) {
          result[which as 'floor' | 'product'].push(sample);
        }
        if (which === 'product' && sample.latency) result.latency = sample.latency;
      }
    }
  }
  return results;
}
