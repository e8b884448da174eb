import { CATEGORIES, type LighthouseResult } from './measure.ts';

export const LEAST_SCORE = 95;

const METRICS = {
  'first-contentful-paint': 'FCP',
  'largest-contentful-paint': 'LCP',
  'speed-index': 'SI',
  'total-blocking-time': 'TBT',
  'cumulative-layout-shift': 'CLS',
} as const;

export interface Report {
  /** Medians, from 0 to 100. */
  scores: Record<string, number>;
  /** Medians: milliseconds, and the sum of the layout shifts. */
  metrics: Record<string, number>;
  /** How fast Lighthouse found the machine: 1500 and more is a usual one. */
  benchmarkIndex: number;
  isBelow: boolean;
  /** What takes points, the most first. */
  causes: string[];
}

/** The medians of several runs, and what took points in the run with the middle performance. */
export function reportOf(results: LighthouseResult[]): Report {
  const scoreOf = ({ categories }: LighthouseResult, name: string) =>
    Math.round((categories[name]?.score ?? 0) * 100);
  const scores = Object.fromEntries(
    CATEGORIES.map((name) => [name, medianOf(results.map((result) => scoreOf(result, name)))]),
  );
  const metrics = Object.fromEntries(
    Object.entries(METRICS).map(([id, name]) => [
      name,
      medianOf(results.map(({ audits }) => audits[id]?.numericValue ?? 0)),
    ]),
  );
  const middle = results.toSorted((a, b) => scoreOf(a, 'performance') - scoreOf(b, 'performance'))[
    Math.floor((results.length - 1) / 2)
  ];
  return {
    ...{ scores, metrics },
    benchmarkIndex: medianOf(results.map(({ environment }) => environment.benchmarkIndex)),
    isBelow: Object.values(scores).some((score) => score < LEAST_SCORE),
    causes: middle ? causesIn(middle) : [],
  };
}

export function lineOf({ scores, metrics, benchmarkIndex }: Report): string {
  const figures = Object.entries(scores).map(([name, score]) => `${name} ${score}`);
  const times = Object.entries(metrics).map(([name, value]) =>
    name === 'CLS' ? `CLS ${value.toFixed(4)}` : `${name} ${Math.round(value)} ms`,
  );
  return `${figures.join(', ')} (${times.join(', ')}; index of the machine ${Math.round(benchmarkIndex)})`;
}

/** What takes points of each category, and for the performance also what the page could do better. */
function causesIn({ categories, audits }: LighthouseResult): string[] {
  const lost = Object.entries(categories).flatMap(([category, { auditRefs }]) => {
    const whole = auditRefs.reduce((sum, { weight }) => sum + weight, 0);
    return auditRefs.map(({ id, weight }) => {
      const score = audits[id]?.score ?? 1;
      const points = whole === 0 ? 0 : ((1 - score) * weight * 100) / whole;
      return { category, id, points };
    });
  });
  const weighted = lost
    .filter(({ points }) => points >= 0.5)
    .sort((a, b) => b.points - a.points)
    .map(({ category, id, points }) => `-${points.toFixed(1)} ${category}: ${wordsOf(id)}`);
  const advice = (categories.performance?.auditRefs ?? [])
    .filter(({ id, weight }) => weight === 0 && (audits[id]?.score ?? 1) < 0.9)
    .map(({ id }) => `     to do: ${wordsOf(id)}`);
  return [...weighted, ...advice];

  function wordsOf(id: string): string {
    const { title = id, displayValue = '' } = audits[id] ?? {};
    return [id, title, displayValue].filter(Boolean).join(' · ');
  }
}

export function medianOf(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
}
