import type { SaleOutcome } from './checks.ts';

export type Row = [name: string, value: string | number];
export type Print = (line: string) => void;

/** Names on the left, values on the right. */
export function formatTable(title: string, lines: Row[]): string {
  const widest = Math.max(...lines.map(([name]) => name.length));
  const rows = lines.map(([name, value]) => `  ${name.padEnd(widest)}  ${formatValue(value)}`);
  return [title, ...rows, ''].join('\n');
}

const formatValue = (value: string | number): string =>
  typeof value === 'number' ? value.toLocaleString('en-US', { maximumFractionDigits: 2 }) : value;

export const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;

/** The value below which that share of them lies. */
export function quantile(values: number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

export const outcomeRows = (outcome: SaleOutcome): Row[] => [
  ['took a place', outcome.tokens],
  ['admitted', outcome.admitted],
  ['bought', outcome.completed],
  ['left their pass', outcome.leftAdmitted],
  ['let their pass run out', outcome.expired],
  ['still active', outcome.active],
  ['left the line before', outcome.leftWaiting],
  ['seats sold', outcome.seatsSold],
];

/** How long each phase took. */
export class PhaseTimer {
  readonly lines: Row[] = [];
  #since = performance.now();

  done(name: string): void {
    const now = performance.now();
    this.lines.push([name, seconds(now - this.#since)]);
    this.#since = now;
  }
}

export const formatViolations = (violations: string[]): string =>
  violations.length === 0
    ? 'Nothing was violated.'
    : ['VIOLATED:', ...violations.map((line) => `  ${line}`)].join('\n');
