const BITS = 32;
/** Words whose bits are counted together; a count looks at one such block and the sums before. */
const BLOCK_WORDS = 16;
const BLOCK_BITS = BITS * BLOCK_WORDS;

/**
 * A set of numbers from 1 that tells in constant time how many of them are below another. One bit a
 * number, and four bytes for each 512 of them.
 */
export class NumberSet {
  #words = new Uint32Array(BLOCK_WORDS);
  /** How many are in the blocks before each one. */
  #before = new Uint32Array(1);
  /** The first block whose sum may be out of date. */
  #dirtyFrom = Number.POSITIVE_INFINITY;
  size = 0;

  /** What it takes in memory. */
  get bytes(): number {
    return this.#words.byteLength + this.#before.byteLength;
  }

  add(number: number): void {
    this.addRange(number, number);
  }

  addRange(first: number, last: number): void {
    if (last >= this.#words.length * BITS) this.#grow(last);
    for (let number = first; number <= last; number++) {
      const word = number >>> 5;
      const bit = 1 << (number & 31);
      const old = this.#words[word] ?? 0;
      if (old & bit) continue;
      this.#words[word] = old | bit;
      this.size++;
    }
    this.#dirtyFrom = Math.min(this.#dirtyFrom, Math.floor(first / BLOCK_BITS) + 1);
  }

  has(number: number): boolean {
    return (((this.#words[number >>> 5] ?? 0) >>> (number & 31)) & 1) === 1;
  }

  /** How many are below this number. */
  countBelow(number: number): number {
    const end = Math.min(number, this.#words.length * BITS);
    this.#sum();
    const block = Math.min(Math.floor(end / BLOCK_BITS), this.#before.length - 1);
    let count = this.#before[block] ?? 0;
    const lastWord = end >>> 5;
    for (let word = block * BLOCK_WORDS; word < lastWord; word++) {
      count += ones(this.#words[word] ?? 0);
    }
    const rest = end & 31;
    if (rest > 0) count += ones((this.#words[lastWord] ?? 0) & ((1 << rest) - 1));
    return count;
  }

  #sum(): void {
    for (let block = this.#dirtyFrom; block < this.#before.length; block++) {
      let count = this.#before[block - 1] ?? 0;
      const start = (block - 1) * BLOCK_WORDS;
      for (let word = start; word < start + BLOCK_WORDS; word++) {
        count += ones(this.#words[word] ?? 0);
      }
      this.#before[block] = count;
    }
    this.#dirtyFrom = Number.POSITIVE_INFINITY;
  }

  #grow(last: number): void {
    const blocks = Math.max(2 * this.#before.length, Math.ceil((last + 1) / BLOCK_BITS));
    const words = new Uint32Array(blocks * BLOCK_WORDS);
    words.set(this.#words);
    const before = new Uint32Array(blocks);
    before.set(this.#before);
    this.#dirtyFrom = Math.min(this.#dirtyFrom, this.#before.length);
    this.#words = words;
    this.#before = before;
  }
}

function ones(word: number): number {
  let bits = word - ((word >>> 1) & 0x5555_5555);
  bits = (bits & 0x3333_3333) + ((bits >>> 2) & 0x3333_3333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}

/** One state of a line: how far it has been admitted, and who behind that has left. */
export class Line {
  /** The number before the first that waits. */
  watermark: number;
  /** Numbers above it that belong to a draw have not been given yet; null when none is under way. */
  numberedTo: number | null = null;
  /** The draw that is open: the lists of earlier ones are final. */
  openRound = 1;
  readonly left: NumberSet;

  constructor(watermark = 0, left = new NumberSet()) {
    this.watermark = watermark;
    this.left = left;
  }

  /** Whether that number waits here. */
  has(number: number): boolean {
    return number > this.watermark && !this.left.has(number);
  }

  /** 1 for the first that waits. */
  positionOf(number: number): number {
    const gone = this.left.countBelow(number) - this.left.countBelow(this.watermark + 1);
    return number - this.watermark - gone;
  }
}
