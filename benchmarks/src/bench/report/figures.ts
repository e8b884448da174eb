import { median } from '../../measure.ts';
import { type CaseResult, rateOf, type ScenarioResult } from '../run-scenario.ts';
import type { Latency, Sample } from '../scenario.ts';

/** The figures of a line of the table. Times are microseconds of processor time a call, or milliseconds of latency. */
export interface Figures {
  name: string;
  server: number;
  postgres: number;
  perSecond: number;
  floor: { name: string; server: number; postgres: number; perSecond: number } | null;
  /** How near the product is to the floor: 1 is as fast. By calls a second and by processor time of both. */
  ratio: { byRate: Spread; byProcessor: Spread } | null;
  latency: Latency | null;
  bar: number | null;
  /** Answers that were not expected, and what the audit found. They make the figures void, and the command fails. */
  faults: string[];
  /** Calls refused because the machine was too busy. They make the figures void. */
  refused: number;
}

export interface Spread {
  median: number;
  least: number;
  most: number;
}

export function figuresOf({ violations }: ScenarioResult, result: CaseResult): Figures {
  const { name, floorName, product, floor, latency, bar } = result;
  const all = [...product, ...floor, ...(latency ? [latency] : [])];
  const unexpected = all.flatMap((each) => each.unexpected);
  const rounds = product.map((sample, n) => ({ sample, beside: floor[n] }));
  const ratios = (of: (sample: Sample, beside: Sample) => number) =>
    spreadOf(rounds.flatMap(({ sample, beside }) => (beside ? [of(sample, beside)] : [])));
  return {
    name,
    ...costsOf(product),
    floor: floorName === null ? null : { name: floorName, ...costsOf(floor) },
    ratio:
      floorName === null
        ? null
        : {
            byRate: ratios((sample, beside) => rateOf(sample) / rateOf(beside)),
            byProcessor: ratios((sample, beside) => costOf(beside) / costOf(sample)),
          },
    latency,
    bar,
    refused: all.reduce((sum, each) => sum + each.refused, 0),
    faults: [...violations.map((check) => `the audit found: ${check}`), ...unexpected.slice(0, 3)],
  };
}

const costOf = ({ calls, server, postgres }: Sample): number => (server + postgres) / calls;

const costsOf = (samples: Sample[]) => ({
  server: median(samples.map(({ server, calls }) => server / calls)),
  postgres: median(samples.map(({ postgres, calls }) => postgres / calls)),
  perSecond: median(samples.map(rateOf)),
});

const spreadOf = (values: number[]): Spread => ({
  median: median(values),
  least: Math.min(...values),
  most: Math.max(...values),
});

/** Whether the bar is reached, by calls a second and by processor time. */
export const reachesBar = ({ bar, ratio }: Figures): boolean | null =>
  bar === null || !ratio ? null : ratio.byRate.median >= bar && ratio.byProcessor.median >= bar;
