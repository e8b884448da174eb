import { percentile } from '../measure.ts';

export type Kind = 'join' | 'poll' | 'read' | 'hold' | 'pay';

interface Counts {
  accepted: number[];
  refused: number;
  /** No answer within the client's limit. */
  lost: number;
  failed: number;
}

/** What became of the calls of a phase, by kind. */
export class Tally {
  readonly #kinds = new Map<Kind, Counts>();
  /** Those that were finished after the first seconds. */
  journeys = 0;
  readonly #from: number;
  /** Milliseconds that a refusal took. */
  readonly refusals: number[] = [];

  /** @param from when the journeys begin to count, by `performance.now()` */
  constructor(from = 0) {
    this.#from = from;
  }

  finish(): void {
    if (performance.now() >= this.#from) this.journeys++;
  }

  note(kind: Kind, status: number | null, milliseconds: number): void {
    const counts = this.#kinds.get(kind) ?? { accepted: [], refused: 0, lost: 0, failed: 0 };
    this.#kinds.set(kind, counts);
    if (status === null) counts.lost++;
    else if (status === 200) counts.accepted.push(milliseconds);
    else if (status === 503) {
      counts.refused++;
      this.refusals.push(milliseconds);
    } else counts.failed++;
  }

  /** The time that this share of the accepted calls did not exceed, in milliseconds. */
  delay(kind: Kind, share: number): number {
    return percentile(this.#kinds.get(kind)?.accepted ?? [], share);
  }

  lines(seconds: number): string[] {
    const lines = [...this.#kinds].map(([kind, { accepted, refused, lost, failed }]) => {
      const [median, high] = [percentile(accepted, 0.5), percentile(accepted, 0.99)];
      const times = `p50 ${median.toFixed(0)} ms, p99 ${high.toFixed(0)} ms`;
      const others = `${refused} refused, ${lost} without an answer, ${failed} failed`;
      return `    ${kind}: ${(accepted.length / seconds).toFixed(0)} a second, ${times}; ${others}`;
    });
    if (this.refusals.length > 0) {
      lines.push(`    a refusal: p50 ${percentile(this.refusals, 0.5).toFixed(0)} ms`);
    }
    return lines;
  }
}
