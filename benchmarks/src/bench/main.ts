import { withCleanUp } from './clean-up.ts';
import { startCluster } from './cluster.ts';
import { isBusy } from './load/busy.ts';
import { parseOptions } from './options.ts';
import { figuresOf } from './report/figures.ts';
import { currentRevision, saveHistory } from './report/history.ts';
import { machineLine, machineOf } from './report/machine.ts';
import { heading, linesOf } from './report/table.ts';
import { runScenario, type ScenarioResult } from './run-scenario.ts';
import { SCENARIOS } from './scenarios.ts';

/*
 * `pnpm bench`: measures the product beside what any program would have to do, and audits the data after each
 * scenario. Exits with 1 if a figure is void, that is, an answer was not the expected one or an invariant is broken;
 * never because something is slow.
 */
const options = parseOptions(
  process.argv.slice(2),
  SCENARIOS.map(({ name }) => name),
);
const chosen = SCENARIOS.filter(
  ({ name }) => options.only.length === 0 || options.only.includes(name),
);
/** The whole command takes no longer, give or take the preparation of a scenario. */
const MILLISECONDS = options.quick ? 110_000 : 570_000;

const deadline = performance.now() + MILLISECONDS;
const revision = options.save ? currentRevision() : null;
const cluster = await startCluster();
const results: ScenarioResult[] = [];
// Servers and floors end when this process does.
await withCleanUp(cluster.stop, async () => {
  console.log(heading());
  for (const [n, scenario] of chosen.entries()) {
    const start = performance.now();
    if (start > deadline) {
      console.log(`${scenario.name}: not measured, since the time is up`);
      continue;
    }
    // A slow machine measures fewer rounds, and not fewer scenarios: each has so many times its share of what is left.
    const share = ((options.quick ? 1 : 2) * (deadline - start)) / (chosen.length - n);
    const until = Math.min(deadline, start + share);
    const result = await runScenario(cluster, scenario, { ...options, deadline: until }).catch(
      (error: unknown) => {
        if (!isBusy(error)) throw error;
        console.log(`${scenario.name}: not measured, since the database was too busy: ${error}`);
      },
    );
    if (!result) continue;
    results.push(result);
    const seconds = ((performance.now() - start) / 1000).toFixed(0);
    const title = `${scenario.name}: ${scenario.about} (${seconds} s)`;
    console.log([title, ...linesOf(result)].join('\n'));
  }
});
const machine = machineOf(cluster.version);
console.log(machineLine(machine));
if (options.quick)
  console.log('A quick run shows that answers and invariants hold, and not how fast they are.');
if (revision) {
  console.log(`saved as ${saveHistory(results, { ...revision, machine }, options)}`);
}
const faulty = results.flatMap((result) =>
  result.cases.filter((each) => figuresOf(result, each).faults.length > 0),
);
if (faulty.length > 0) {
  console.error(
    `${faulty.length} figures are void: an answer or the audit was not as it has to be`,
  );
  process.exitCode = 1;
}
