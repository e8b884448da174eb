import type { Reporter, TestModule } from 'vitest/node';

interface Totals {
  files: number;
  passed: number;
  failed: number;
  skipped: number;
  milliseconds: number;
}

/**
 * A Vitest reporter that prints a table of the suites at the end of a run. A suite is a package or an
 * app: the first two folders of a test file's path, or the first one outside of `packages` and `apps`.
 * The time of a suite is the sum over its test files; several of them run at the same time. The count
 * of failures includes files that could not be loaded.
 */
export default class SuiteReport implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const suites = new Map<string, Totals>();
    for (const module of modules) {
      const name = suiteOf(module.relativeModuleId);
      suites.set(name, add(suites.get(name) ?? NOTHING, totalsOf(module)));
    }
    const rows = [...suites].sort(([one], [other]) => one.localeCompare(other));
    if (rows.length > 1) rows.push(['all', rows.map(([, totals]) => totals).reduce(add)]);
    process.stdout.write(`\n${formatTable([HEADER, ...rows.map(cellsOf)])}\n`);
  }
}

const NOTHING: Totals = { files: 0, passed: 0, failed: 0, skipped: 0, milliseconds: 0 };
const HEADER = ['suite', 'files', 'passed', 'failed', 'skipped', 'time'];

function suiteOf(path: string): string {
  const [first = '', second = ''] = path.split('/');
  return first === 'packages' || first === 'apps' ? `${first}/${second}` : first;
}

function totalsOf(module: TestModule): Totals {
  const states = [...module.children.allTests()].map((test) => test.result().state);
  const count = (state: string) => states.filter((one) => one === state).length;
  const { environmentSetupDuration, prepareDuration, collectDuration, setupDuration, duration } =
    module.diagnostic();
  return {
    files: 1,
    passed: count('passed'),
    failed: count('failed') + module.errors().length,
    skipped: count('skipped'),
    milliseconds:
      environmentSetupDuration + prepareDuration + collectDuration + setupDuration + duration,
  };
}

const add = (one: Totals, other: Totals): Totals => ({
  files: one.files + other.files,
  passed: one.passed + other.passed,
  failed: one.failed + other.failed,
  skipped: one.skipped + other.skipped,
  milliseconds: one.milliseconds + other.milliseconds,
});

const cellsOf = ([name, totals]: [string, Totals]): string[] => [
  name,
  ...[totals.files, totals.passed, totals.failed, totals.skipped].map(String),
  `${(totals.milliseconds / 1000).toFixed(1)} s`,
];

/** The first column is aligned to the left, the others to the right. */
function formatTable(rows: string[][]): string {
  const widths = HEADER.map((_, column) =>
    Math.max(...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  return rows
    .map(([name = '', ...numbers]) =>
      [
        name.padEnd(widths[0] ?? 0),
        ...numbers.map((cell, index) => cell.padStart(widths[index + 1] ?? 0)),
      ].join('  '),
    )
    .map((line) => `  ${line}\n`)
    .join('');
}
