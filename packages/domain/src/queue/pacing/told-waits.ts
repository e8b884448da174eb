/** A wait that an entry with this number was told. */
interface ToldWait {
  number: number;
  /** Milliseconds since 1970. */
  at: number;
  seconds: number;
}

export interface AdmittedNumber {
  number: number;
  /** Milliseconds since 1970. */
  admitted_at: number;
}

const MAX_SAMPLES = 2_000;

/** A sample of the waits that the users of one queue were told, to compare them with the true ones. */
export class ToldWaits {
  #samples: ToldWait[] = [];

  add(told: ToldWait): void {
    this.#samples.push(told);
    if (this.#samples.length > MAX_SAMPLES) this.#samples = this.#samples.filter((_, n) => n % 2);
  }

  get numbers(): number[] {
    return [...new Set(this.#samples.map(({ number }) => number))];
  }

  /** By which share the waits told to these entries were off, in the median; null without any. */
  medianError(admitted: AdmittedNumber[]): number | null {
    const times = new Map(admitted.map(({ number, admitted_at }) => [number, admitted_at]));
    const errors = this.#samples.flatMap(({ number, at, seconds }) => {
      const actual = ((times.get(number) ?? at) - at) / 1000;
      return actual < 1 ? [] : [Math.abs(seconds - actual) / actual];
    });
    return errors.sort((a, b) => a - b)[Math.floor(errors.length / 2)] ?? null;
  }
}
