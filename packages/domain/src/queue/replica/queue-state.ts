import { RankBitset } from './rank-bitset.ts';
import type { ChangeRow } from './replica.sql.ts';

/** One state of a queue: how far it has been admitted, and which of the entries behind that have left. */
export class QueueState {
  /** The number before the first entry that waits. */
  watermark: number;
  /** Of an unfinished draw, the last number it has given so far; null if there is none. */
  numberedTo: number | null = null;
  /** The draw that joins take part in now; the lists of earlier draws are final. */
  openRound = 1;
  readonly left: RankBitset;

  constructor(watermark = 0, left = new RankBitset()) {
    this.watermark = watermark;
    this.left = left;
  }

  /** Whether the entry with this number waits. */
  waits(number: number): boolean {
    return number > this.watermark && !this.left.has(number);
  }

  /** The number less the watermark less the entries in between that left; 1 for the first that waits. */
  positionOf(number: number): number {
    const gone = this.left.countBelow(number) - this.left.countBelow(this.watermark + 1);
    return number - this.watermark - gone;
  }

  apply({ watermark, numberedTo, openRound, left }: ChangeRow): void {
    this.watermark = Math.max(this.watermark, watermark);
    this.numberedTo = numberedTo;
    this.openRound = openRound;
    for (const number of left) this.left.add(number);
  }
}
