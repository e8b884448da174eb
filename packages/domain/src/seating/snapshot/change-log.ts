/** Fewer changes than this are always kept. */
const LEAST_KEPT = 2_000;

/**
 * Which places changed with which version, the oldest first. It keeps about as many changes as there are places: who
 * has an older version gets all places anew, which takes fewer bytes.
 */
export class ChangeLog {
  readonly #most: number;
  #versions: number[] = [];
  #places: number[] = [];
  #first: number;

  constructor(places: number, firstVersion: number) {
    this.#most = Math.max(LEAST_KEPT, places);
    this.#first = firstVersion;
  }

  /** The oldest version of which it is known what changed since. */
  get firstVersion(): number {
    return this.#first;
  }

  add(version: number, place: number): void {
    if (this.#places.length >= 2 * this.#most) this.#forgetOldest();
    this.#versions.push(version);
    this.#places.push(place);
  }

  /** Forgets everything: what changed before this version is not known any more. */
  clear(version: number): void {
    this.#first = version;
    this.#versions = [];
    this.#places = [];
  }

  /** The places that changed after a version, each once and in order. */
  since(version: number): number[] {
    const changed = new Set(this.#places.slice(this.#indexAfter(version)));
    return [...changed].sort((a, b) => a - b);
  }

  /** The index of the first change with a later version. */
  #indexAfter(version: number): number {
    let [low, high] = [0, this.#versions.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#versions[middle] ?? 0) > version) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** All changes of a version are forgotten or none. */
  #forgetOldest(): void {
    const last = this.#versions[this.#versions.length - this.#most] ?? 0;
    const kept = this.#indexAfter(last);
    this.#first = last;
    this.#versions = this.#versions.slice(kept);
    this.#places = this.#places.slice(kept);
  }
}
