/**
 * When places lapse, the earliest first: a binary heap. A place that is added again stays in it with both times; the
 * reader decides which one still counts.
 */
export class Lapses {
  readonly #places: number[] = [];
  readonly #times: number[] = [];

  /** The earliest time; infinite if there is none. */
  get next(): number {
    return this.#times[0] ?? Number.POSITIVE_INFINITY;
  }

  get size(): number {
    return this.#times.length;
  }

  add(place: number, time: number): void {
    let index = this.#times.length;
    this.#set(index, place, time);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (this.#timeAt(parent) <= time) break;
      this.#move(parent, index);
      index = parent;
    }
    this.#set(index, place, time);
  }

  /** Removes the place with the earliest time and returns it; undefined if there is none. */
  take(): number | undefined {
    const first = this.#places[0];
    const [place, time] = [this.#places.pop(), this.#times.pop()];
    if (place === undefined || time === undefined || this.#times.length === 0) return first;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      if (this.#timeAt(child + 1) < this.#timeAt(child)) child++;
      if (this.#timeAt(child) >= time) break;
      this.#move(child, index);
      index = child;
    }
    this.#set(index, place, time);
    return first;
  }

  #timeAt(index: number): number {
    return this.#times[index] ?? Number.POSITIVE_INFINITY;
  }

  #move(from: number, to: number): void {
    this.#set(to, this.#places[from] ?? 0, this.#timeAt(from));
  }

  #set(index: number, place: number, time: number): void {
    this.#places[index] = place;
    this.#times[index] = time;
  }
}
