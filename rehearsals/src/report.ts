import type { SaleOutcome } from './checks.ts';

export type Row = [name: string, value: string | number];
export type Print = (text: string) => void;

/** A title, then one line per row: names on the left, values in a second column. */
export function formatTable(title: string, rows: Row[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  const lines = rows.map(([name, value]) => `  ${name.padEnd(width)}  ${formatValue(value)}`);
  return [title, ...lines, ''].join('\n');
}

const formatValue = (value: string | number): string =>
  typeof value === 'number' ? value.toLocaleString('en-US', { maximumFractionDigits: 2 }) : value;

export const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;

/** For example 0.99 for the 99th percentile. NaN if there are no values. */
export function quantile(values: number[], share: number): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

export const outcomeRows = (outcome: SaleOutcome): Row[] => [
  ['joined the queue', outcome.entries],
  ['left the queue', outcome.leftQueue],
  ['admitted', outcome.admissions],
  ['bought a seat', outcome.completed],
  ['left their pass', outcome.leftPass],
  ['let their pass expire', outcome.expired],
  ['still active', outcome.active],
  ['seats sold', outcome.seatsSold],
];

/** Measures how long the phases of a rehearsal take, one after the other. */
export class PhaseTimer {
  readonly rows: Row[] = [];
  #startedAt = performance.now();

  /** Ends the current phase and starts the next one. */
  end(name: string): void {
    const now = performance.now();
    this.rows.push([`time: ${name}`, seconds(now - this.#startedAt)]);
    this.#startedAt = now;
  }
}

export const formatViolations = (violations: string[]): string =>
  violations.length === 0
    ? 'All checks passed.'
    : ['FAILED CHECKS:', ...violations.map((line) => `  ${line}`)].join('\n');
