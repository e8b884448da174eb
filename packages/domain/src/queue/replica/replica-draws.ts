import { RankBitset } from './rank-bitset.ts';
import type { DrawState, ReplicaRow } from './replica.sql.ts';

/** Numbers or arrivals from the first to the last, both included. */
export type Range = [first: number, last: number];

/** Arrivals that left, for each round whose numbers are not given yet. */
export type LeftArrivals = [round: number, ranges: Range[] | null][];

/** What a replica knows of the pre-queue and of the draws that have not given all of their numbers. */
export class ReplicaDraws {
  /** For each draw whose result is known: the place of each arrival. */
  readonly #places = new Map<number, Uint32Array>();
  /** For each round: arrivals that left before they had a number. */
  readonly #left = new Map<number, RankBitset>();

  constructor(leftArrivals: LeftArrivals) {
    for (const [round, ranges] of leftArrivals) {
      for (const [first, last] of ranges ?? []) this.#leftOf(round).addRange(first, last);
    }
  }

  /** Draws whose seed is revealed and whose result is not here. */
  withoutResult({ draws }: ReplicaRow): DrawState[] {
    return draws.filter(({ round, revealed }) => revealed && !this.#places.has(round));
  }

  /** @param places the place in the draw of each arrival, from 1 */
  setResult(row: ReplicaRow, round: number, places: Uint32Array): void {
    if (isOpen(row, round)) this.#places.set(round, places);
  }

  addLeft(round: number, arrivals: number[]): void {
    for (const arrival of arrivals) this.#leftOf(round).add(arrival);
  }

  forgetClosed(row: ReplicaRow): void {
    for (const byRound of [this.#left, this.#places]) {
      for (const round of byRound.keys()) if (!isOpen(row, round)) byRound.delete(round);
    }
  }

  /** The queue number of an entry of the pre-queue; null if its draw is not finished, or not known here. */
  numberOf({ draws }: ReplicaRow, round: number | null, arrival: number | null): number | null {
    const draw = draws.find((one) => one.round === round);
    if (!draw || arrival === null) return null;
    const place = this.#places.get(draw.round)?.[arrival - 1];
    return place === undefined ? null : draw.after + place;
  }

  /** Whether an entry without a number takes part in the pre-queue, or in a draw that is not finished. */
  isInPrequeue(row: ReplicaRow, round: number | null, arrival: number | null): boolean {
    if (round === null || arrival === null || this.#left.get(round)?.has(arrival)) return false;
    if (round === row.round) return true;
    const draw = row.draws.find((one) => one.round === round);
    return draw !== undefined && (!draw.revealed || this.#places.has(round));
  }

  #leftOf(round: number): RankBitset {
    const left = this.#left.get(round) ?? new RankBitset();
    this.#left.set(round, left);
    return left;
  }
}

/** The round takes joins, or its draw is not finished. */
const isOpen = ({ round: joinsTo, draws }: ReplicaRow, round: number): boolean =>
  round === joinsTo || draws.some((draw) => draw.round === round);

/** The parts of a range that are not numbers which a draw has yet to give. */
export function withoutPendingDraws(range: Range, draws: DrawState[]): Range[] {
  let rest = [range];
  for (const { after, entrants, numbered } of draws) {
    const [low, high] = [after + numbered, after + entrants];
    rest = rest
      .flatMap(([first, last]): Range[] => [
        [first, Math.min(last, low)],
        [Math.max(first, high + 1), last],
      ])
      .filter(([first, last]) => first <= last);
  }
  return rest;
}
