/** So many queues are counted in each round. */
const QUEUES_A_ROUND = 250;
/** With more queues each is counted in one of so many rounds, well within the 2 seconds of invariant 7. */
const MOST_PARTS = 3;
/** A queue where somebody was admitted is counted in all rounds for so long: there passes end and begin. */
const RECENT_MS = 10_000;

/** Which queues a server counts in a round of admissions. */
export class AdmissionRounds {
  #round = 0;
  /** How many queues had to be counted in the last round. */
  #counted = 0;
  /** When somebody was admitted last, by `performance.now()`. */
  readonly #admittedAt = new Map<string, number>();

  /** How many parts the queues have, which one is counted now, and what is counted besides. */
  next(): { parts: number; part: number; besides: string[] } {
    const now = performance.now();
    for (const [concertId, at] of this.#admittedAt) {
      if (now - at > RECENT_MS) this.#admittedAt.delete(concertId);
    }
    const parts = Math.min(MOST_PARTS, Math.max(1, Math.ceil(this.#counted / QUEUES_A_ROUND)));
    const part = this.#round++ % parts;
    return { parts, part, besides: parts > 1 ? [...this.#admittedAt.keys()] : [] };
  }

  noteCounted(queues: number): void {
    this.#counted = queues;
  }

  noteAdmitted(concertId: string): void {
    this.#admittedAt.set(concertId, performance.now());
  }
}
