import { type Point, squaredDistance } from './geometry.ts';

/** Two seats that are nearer than this are on one spot. */
const LEAST_DISTANCE = 1;

/**
 * The spots that the seats of a drawing take: a hash table of cells of 1 by 1, with a list of seats for each entry. A
 * seat is compared with those in the cells around it, so that 100,000 seats take under 0.1 s. Cells that share an
 * entry are only compared in vain; the random factors let nobody draw a house where many do.
 */
export class Spots {
  readonly #points: Point[] = [];
  readonly #shift: number;
  /** The last seat of each entry, and of each seat the one before it in its entry; -1: none. */
  readonly #last: Int32Array;
  readonly #before: Int32Array;
  readonly #factors = [oddNumber(), oddNumber()] as const;

  /** @param seats how many seats there are at most */
  constructor(seats: number) {
    const bits = Math.max(1, Math.ceil(Math.log2(2 * seats + 1)));
    this.#shift = 32 - bits;
    this.#last = new Int32Array(2 ** bits).fill(-1);
    this.#before = new Int32Array(seats);
  }

  /** Takes a spot. Returns false if another seat is on it. */
  claim(point: Point): boolean {
    const [column, line] = [Math.floor(point[0]), Math.floor(point[1])];
    for (let x = column - 1; x <= column + 1; x++) {
      for (let y = line - 1; y <= line + 1; y++) {
        if (this.#isTaken(point, this.#entryOf(x, y))) return false;
      }
    }
    const entry = this.#entryOf(column, line);
    const seat = this.#points.push(point) - 1;
    this.#before[seat] = this.#last[entry] ?? -1;
    this.#last[entry] = seat;
    return true;
  }

  #isTaken(point: Point, entry: number): boolean {
    for (let seat = this.#last[entry] ?? -1; seat !== -1; seat = this.#before[seat] ?? -1) {
      const other = this.#points[seat];
      // Seats at exactly this distance are apart, up to the precision of a float.
      if (other && squaredDistance(point, other) < LEAST_DISTANCE ** 2 - 1e-9) return true;
    }
    return false;
  }

  #entryOf(x: number, y: number): number {
    const [a, b] = this.#factors;
    return ((Math.imul(x, a) + Math.imul(y, b)) | 0) >>> this.#shift;
  }
}

const oddNumber = (): number => Math.floor(Math.random() * 2 ** 32) | 1;
