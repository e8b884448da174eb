import { median } from '../../measure.ts';
import type { ScenarioResult } from '../run-scenario.ts';
import type { CostBar, Sample } from '../scenario.ts';
import { type Figures, figuresOf, reachesBar, type Spread } from './figures.ts';

const COLUMNS = [
  ['', 34],
  ['server us', 10],
  ['postgres us', 12],
  ['calls/s', 9],
  ['floor us', 10],
  ['floor/s', 9],
  ['ratio by rate', 20],
  ['by processor', 20],
  ['p50', 7],
  ['p99', 7],
  ['p99.9', 7],
  ['bar', 12],
] as const;

/** The heading of the table. */
export const heading = (): string =>
  COLUMNS.map(([name, width], n) => (n === 0 ? name.padEnd(width) : name.padStart(width))).join('');

/** The lines of one scenario. */
export function linesOf(result: ScenarioResult): string[] {
  const lines = result.cases.flatMap((each) => {
    const figures = figuresOf(result, each);
    const { refused, faults } = figures;
    const reasons = refused > 0 ? [...faults, `${refused} calls refused under load`] : faults;
    return [lineOf(figures), ...reasons.map((reason) => `  void: ${reason}`)];
  });
  for (const bar of result.costBars) lines.push(costLine(result, bar));
  if (result.memory) {
    const { now, most } = result.memory;
    lines.push(`  memory of the server: ${now.toFixed(0)} MB, at most ${most.toFixed(0)} MB`);
  }
  return lines;
}

function lineOf(figures: Figures): string {
  const { name, server, postgres, perSecond, floor, ratio, latency, bar } = figures;
  const reached = reachesBar(figures);
  const isVoid = figures.faults.length > 0 || figures.refused > 0;
  const verdict = isVoid ? 'void' : reached === null ? '' : reached ? 'reached' : 'missed';
  const cells = [
    name,
    ...[number(server), number(postgres), number(perSecond)],
    ...(floor ? [number(floor.server + floor.postgres), number(floor.perSecond)] : ['', '']),
    ...(ratio ? [spread(ratio.byRate), spread(ratio.byProcessor)] : ['', '']),
    ...(latency
      ? [latency.p50, latency.p99, latency.p999].map((ms) => ms.toFixed(1))
      : ['', '', '']),
    bar === null ? verdict : `${bar} ${verdict}`,
  ];
  return cells
    .map((cell, n) => (n === 0 ? cell.padEnd(COLUMNS[0][1]) : cell.padStart(COLUMNS[n]?.[1] ?? 0)))
    .join('');
}

/** The median over the rounds of what a call of one case costs in calls of another. */
export function costRatio({ cases }: ScenarioResult, { name, beside }: CostBar): number {
  const [one, other] = [name, beside].map((each) => cases.find((found) => found.name === each));
  const cost = (sample: Sample | undefined) =>
    sample ? (sample.server + sample.postgres) / sample.calls : Number.NaN;
  return median((one?.product ?? []).map((each, n) => cost(each) / cost(other?.product[n])));
}

function costLine(result: ScenarioResult, bar: CostBar): string {
  const ratio = costRatio(result, bar);
  const verdict = ratio <= bar.most ? 'reached' : 'missed';
  return `  ${bar.name} costs ${ratio.toFixed(2)} times ${bar.beside}: at most ${bar.most} ${verdict}`;
}

const number = (value: number): string => (value < 10 ? value.toFixed(1) : value.toFixed(0));

const spread = ({ median: middle, least, most }: Spread): string =>
  `${middle.toFixed(2)} (${least.toFixed(2)} to ${most.toFixed(2)})`;
