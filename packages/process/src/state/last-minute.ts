/** Calls of a server that it has counted since its start. */
export interface CallCounts {
  calls: number;
  faults: number;
}

/** Reports of a minute, one every 5 seconds. */
const REPORTS = 12;

/** How many calls there were in about the last minute, from counters that only rise. */
export class LastMinute {
  readonly #before: CallCounts[] = [{ calls: 0, faults: 0 }];

  add({ calls, faults }: CallCounts): CallCounts {
    const [first = { calls: 0, faults: 0 }] = this.#before;
    this.#before.push({ calls, faults });
    if (this.#before.length > REPORTS) this.#before.shift();
    return { calls: calls - first.calls, faults: faults - first.faults };
  }
}
