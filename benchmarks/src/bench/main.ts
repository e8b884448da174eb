import { startCluster } from './cluster.ts';
import { parseOptions } from './options.ts';
import { figuresOf } from './report/figures.ts';
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
const cluster = await startCluster();
process.once('SIGINT', () => {
  void cluster.stop().finally(() => process.exit(130));
});
const results: ScenarioResult[] = [];
try {
  console.log(heading());
  for (const scenario of chosen) {
    const start = performance.now();
    const result = await runScenario(cluster, scenario, options);
    results.push(result);
    const seconds = ((performance.now() - start) / 1000).toFixed(0);
    console.log(
      [`${scenario.name}: ${scenario.about} (${seconds} s)`, ...linesOf(result)].join('\n'),
    );
  }
} finally {
  await cluster.stop();
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
