import { parseArgs } from 'node:util';
import { Ends } from '../bench/bench.ts';
import { withCleanUp } from '../bench/clean-up.ts';
import { type Cluster, startCluster } from '../bench/cluster.ts';
import type { Sample } from '../bench/scenario.ts';
import { median } from '../measure.ts';
import { CALLS, measureRound } from './calls.ts';
import { Checkout } from './checkout.ts';
import { startVersion, type Version } from './version.ts';

/*
 * `pnpm bench:before`: hold, pay, charge and join over HTTP with 256 in flight, by this version and by an older commit,
 * each with its own server and database on one Postgres, in turn. Prints how many times as many calls a second this
 * version answers, and how much less processor time a call takes.
 */
const COMMIT = '23f9018';
const BAR = 2.5;
/** No round begins later: on a slow machine there are fewer. */
const MOST_MILLISECONDS = 240_000;

const { values } = parseArgs({
  options: {
    commit: { type: 'string', default: COMMIT },
    rounds: { type: 'string', default: '5' },
    users: { type: 'string', default: '1000' },
  },
});
const [rounds, users] = [Number(values.rounds), Math.ceil(Number(values.users) / 100) * 100];
if (!(rounds >= 1 && rounds <= 50 && users >= 100 && users <= 10_000)) {
  throw new Error('--rounds takes 1 to 50, --users 100 to 10,000');
}

const rateOf = ({ calls, seconds }: Sample) => calls / seconds;
const costOf = ({ calls, server, postgres }: Sample) => (server + postgres) / calls;
const spread = (ratios: number[]) =>
  `${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)})`;

async function measure(cluster: Cluster, versions: Version[]): Promise<void> {
  const results = versions.map((): Record<string, Sample>[] => []);
  const end = performance.now() + MOST_MILLISECONDS;
  for (let round = 0; round <= rounds && (round < 2 || performance.now() < end); round++) {
    // The one that runs first changes from round to round.
    const order = round % 2 === 0 ? [...versions.entries()] : [...versions.entries()].reverse();
    for (const [n, version] of order) {
      const measured = await measureRound(cluster, version, round);
      // The first round warms up.
      if (round > 0) results[n]?.push(measured);
    }
  }
  const [older = [], newer = []] = results;
  console.log(
    `${newer.length} rounds of ${users} calls, 256 in flight, each with a key: commit ${values.commit}, then this version`,
  );
  for (const call of CALLS) {
    const samples = (of: typeof older) => of.flatMap((each) => each[call] ?? []);
    const [before, now] = [samples(older), samples(newer)];
    const ratios = (of: (sample: Sample) => number, up: 1 | -1) =>
      now.map((sample, n) => (of(sample) / of(before[n] ?? sample)) ** up);
    const rates = ratios(rateOf, 1);
    const figures = [before, now].map(
      (all) =>
        `${median(all.map(rateOf)).toFixed(0)}/s (${median(all.map((s) => s.server / s.calls)).toFixed(0)} us, ` +
        `Postgres ${median(all.map((s) => s.postgres / s.calls)).toFixed(0)} us)`,
    );
    const faults = [...before, ...now].flatMap(({ unexpected }) => unexpected);
    const refused = [before, now].map((all) => all.reduce((sum, each) => sum + each.refused, 0));
    const verdict = faults.length > 0 ? 'void' : median(rates) >= BAR ? 'reached' : 'missed';
    console.log(
      `${call.padEnd(7)} ${figures.join(', ')}; ${spread(rates)} times the rate, ` +
        `by processor ${spread(ratios(costOf, -1))}; refused ${refused.join(' and ')}; ${BAR}: ${verdict}`,
    );
    for (const fault of faults.slice(0, 3)) console.log(`  void: ${fault}`);
    if (faults.length > 0) process.exitCode = 1;
  }
}

const ends = new Ends();
await withCleanUp(
  () => ends.run(),
  async () => {
    console.log(`Checking out ${values.commit} and installing its packages.`);
    const checkout = new Checkout();
    ends.add(() => checkout.remove());
    await checkout.make(values.commit);
    const cluster = await startCluster();
    ends.add(cluster.stop);
    const versions: Version[] = [];
    for (const each of [{ name: 'before', checkout: checkout.folder }, { name: 'now' }]) {
      const version = await startVersion(cluster, each, users);
      ends.add(version.stop);
      versions.push(version);
    }
    await measure(cluster, versions);
  },
);
