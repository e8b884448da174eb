import { quantile, type Row } from '../report.ts';

/** A wait estimate that a user was given. */
export interface WaitEstimate {
  /** When it was given, in epoch milliseconds. */
  at: number;
  seconds: number;
}

/** An estimate is in whole seconds; its relative error for a shorter wait is mostly rounding. */
const MIN_WAIT_MILLISECONDS = 10_000;

/** What the simulated users of one sale see. */
export class SaleMetrics {
  readonly violations: string[] = [];
  readonly #joinLatencies: number[] = [];
  readonly #pollLatencies: number[] = [];
  readonly #joinsPerSecond = new Map<number, number>();
  readonly #pollsPerSecond = new Map<number, number>();
  /** |estimate - actual wait| / actual wait. */
  readonly #estimateErrors: number[] = [];
  ticketsWithEstimate = 0;
  ticketsWithoutEstimate = 0;
  missedClaims = 0;
  usersWithoutSeat = 0;

  /** Records a join that was due at a time of `performance.now()` and has just been answered. */
  recordJoin(dueAt: number): void {
    countInCurrentSecond(this.#joinsPerSecond);
    this.#joinLatencies.push(performance.now() - dueAt);
  }

  /** Records a poll in the same way. */
  recordPoll(dueAt: number): void {
    countInCurrentSecond(this.#pollsPerSecond);
    this.#pollLatencies.push(performance.now() - dueAt);
  }

  /** Compares the estimates that a user was given with the time of the admission (epoch milliseconds). */
  recordAdmission(admittedAt: number, estimates: WaitEstimate[]): void {
    for (const estimate of estimates) {
      const actual = admittedAt - estimate.at;
      if (actual < MIN_WAIT_MILLISECONDS) continue;
      this.#estimateErrors.push(Math.abs(estimate.seconds * 1000 - actual) / actual);
    }
  }

  /** `pollsPerSecond` is the setting of the servers, shown beside the measured rate. */
  rows(pollsPerSecond: number): Row[] {
    const polls = [...this.#pollsPerSecond.values()];
    const joins = [...this.#joinsPerSecond.values()];
    const ms = (values: number[], share: number) => `${quantile(values, share).toFixed(0)} ms`;
    const latencies = (values: number[]) => `${ms(values, 0.5)}, ${ms(values, 0.99)}`;
    const errors = this.#estimateErrors;
    return [
      ['join latency: median, 99th percentile', latencies(this.#joinLatencies)],
      ['most joins answered in one second', Math.max(...joins)],
      ['polls', this.#pollLatencies.length],
      ['poll latency: median, 99th percentile', latencies(this.#pollLatencies)],
      [
        'polls a second: mean, maximum, POLLS_PER_SECOND',
        `${mean(polls).toFixed(0)}, ${Math.max(...polls)}, ${pollsPerSecond}`,
      ],
      [
        'tickets while waiting: with, without wait estimate',
        `${this.ticketsWithEstimate}, ${this.ticketsWithoutEstimate}`,
      ],
      [
        'error of the wait estimate: median, 90th percentile',
        `${percent(quantile(errors, 0.5))}, ${percent(quantile(errors, 0.9))}`,
      ],
      ['missed claims', this.missedClaims],
      ['buyers who found no seat', this.usersWithoutSeat],
    ];
  }
}

function countInCurrentSecond(counts: Map<number, number>): void {
  const second = Math.floor(performance.now() / 1_000);
  counts.set(second, (counts.get(second) ?? 0) + 1);
}

const mean = (values: number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
