import { median } from '../measure.ts';
import { Ends, offer, warmUpRounds } from './bench.ts';
import type { Cluster } from './cluster.ts';
import type { BenchOptions } from './options.ts';
import type { Case, CostBar, Latency, Sample, Scenario } from './scenario.ts';

/** Share of the capacity at which latency is measured. */
const OPEN_LOOP_SHARE = 0.7;

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
  /** What used the server's processor time, with `--profile`. */
  profile: string[];
}

/** What a scenario runs with. */
export interface RunOptions extends BenchOptions {
  /** When it ends early, by `performance.now()`: with fewer rounds, or without a measure of latency. */
  deadline: number;
}

/** Prepares a scenario on a database of its own, measures all its cases in turn, and audits what they left. */
export async function runScenario(
  cluster: Cluster,
  scenario: Scenario,
  options: RunOptions,
): Promise<ScenarioResult> {
  const ends = new Ends();
  const profile: string[] = [];
  const isLate = () => performance.now() > options.deadline;
  try {
    const database = await cluster.createDatabase();
    ends.add(() => database.close());
    const bench = offer(database, options, { ends, profile });
    const { cases, costBars = [], server } = await scenario.prepare(bench);
    await database.pool.query('vacuum analyze');
    await database.pool.query('checkpoint');
    const results = await measureInTurn(cases, options, isLate);
    for (const [n, { open }] of cases.entries()) {
      const result = results[n];
      if (!open || !result || isLate()) continue;
      const rate = median(result.product.map(rateOf));
      result.latency = await open(rate * OPEN_LOOP_SHARE);
    }
    const memory = server?.memory() ?? null;
    const { checks } = await database.services.admin.audit({});
    const violations = checks.filter(({ ok }) => !ok).map(({ name }) => name);
    const { name, about } = scenario;
    return {
      name,
      about,
      cases: results,
      costBars: options.quick ? [] : costBars,
      memory,
      violations,
      profile,
    };
  } finally {
    await ends.run();
  }
}

export const rateOf = ({ calls, seconds }: Sample): number => calls / seconds;

/** Each round runs every way once, so that a change of the machine's speed affects all alike. */
async function measureInTurn(
  cases: Case[],
  { rounds, quick }: BenchOptions,
  isLate: () => boolean,
): Promise<CaseResult[]> {
  const results = cases.map(
    ({ name, floor, bar }): CaseResult => ({
      ...{ name, floorName: floor?.name ?? null, product: [], floor: [] },
      // Quick figures say nothing about speed.
      ...{ latency: null, bar: quick ? null : (bar ?? null) },
    }),
  );
  const last = Math.max(...cases.map(({ rounds: more = rounds }) => more));
  for (let round = 1 - warmUpRounds(quick); round <= last && !(round > 1 && isLate()); round++) {
    for (const [n, each] of cases.entries()) {
      const result = results[n];
      const runsNow = each.once ? round === 1 : round <= (each.rounds ?? rounds);
      if (result && runsNow) await measureOnce(each, result, round);
    }
  }
  return results;
}

async function measureOnce(each: Case, result: CaseResult, round: number): Promise<void> {
  const ways = { product: each.product, floor: each.floor?.run };
  // The one that runs first changes from round to round.
  for (const which of round % 2 === 0
    ? (['floor', 'product'] as const)
    : (['product', 'floor'] as const)) {
    const sample = await ways[which]?.();
    if (!sample) continue;
    if (round > 0) result[which].push(sample);
    else if (sample.unexpected.length > 0) result[which].push(sample);
    if (which === 'product' && sample.latency) result.latency = sample.latency;
  }
}
