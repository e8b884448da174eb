import { quantile, type Row } from '../report.ts';

/** A guess of the wait, and when it was told. */
export interface WaitEstimate {
  at: number;
  seconds: number;
}

/** Waits shorter than this say little of a guess in whole seconds. */
const LEAST_WAIT_MILLISECONDS = 10_000;
const BUCKET_MILLISECONDS = 1_000;

/** What a crowd sees of a sale. */
export class SaleMetrics {
  readonly violations: string[] = [];
  readonly pollMilliseconds: number[] = [];
  readonly joinMilliseconds: number[] = [];
  readonly #pollsInSecond = new Map<number, number>();
  readonly #joinsInSecond = new Map<number, number>();
  readonly #errors: number[] = [];
  untold = 0;
  told = 0;
  missedClaims = 0;
  soldOut = 0;

  joined(due: number): void {
    count(this.#joinsInSecond);
    this.joinMilliseconds.push(performance.now() - due);
  }

  polled(due: number): void {
    count(this.#pollsInSecond);
    this.pollMilliseconds.push(performance.now() - due);
  }

  /** Somebody was admitted at that time, and had been told these waits. */
  admitted(at: number, estimates: WaitEstimate[]): void {
    for (const guess of estimates) {
      const actual = at - guess.at;
      if (actual < LEAST_WAIT_MILLISECONDS) continue;
      this.#errors.push(Math.abs(guess.seconds * 1000 - actual) / actual);
    }
  }

  lines(pollsPerSecond: number): Row[] {
    const polls = [...this.#pollsInSecond.values()];
    const joins = [...this.#joinsInSecond.values()];
    const ms = (values: number[], share: number) => `${quantile(values, share).toFixed(0)} ms`;
    const both = (values: number[]) => `${ms(values, 0.5)}, ${ms(values, 0.99)}`;
    return [
      ['joins: median, 99 of 100', both(this.joinMilliseconds)],
      ['joins answered in the busiest second', Math.max(...joins)],
      ['polls', this.pollMilliseconds.length],
      ['polls: median, 99 of 100', both(this.pollMilliseconds)],
      [
        'polls a second: mean, busiest, kept under',
        `${mean(polls).toFixed(0)}, ${Math.max(...polls)}, ${pollsPerSecond}`,
      ],
      ['waits told, and polls told none yet', `${this.told}, ${this.untold}`],
      [
        'error of a told wait: median, 9 of 10',
        `${percent(quantile(this.#errors, 0.5))}, ${percent(quantile(this.#errors, 0.9))}`,
      ],
      ['claims missed', this.missedClaims],
      ['found nothing left to buy', this.soldOut],
    ];
  }
}

const count = (buckets: Map<number, number>): void => {
  const second = Math.floor(performance.now() / BUCKET_MILLISECONDS);
  buckets.set(second, (buckets.get(second) ?? 0) + 1);
};

const mean = (values: number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
