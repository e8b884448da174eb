const BITS = 32;
/** A count looks at the words of one block, and at the sum of all blocks before it. */
const BLOCK_WORDS = 16;
const BLOCK_BITS = BITS * BLOCK_WORDS;

/**
 * A set of positive integers that answers in constant time how many members are below a number (rank).
 * Takes one bit per number, and four bytes per 512 numbers for the sums.
 */
export class RankBitset {
  #words = new Uint32Array(BLOCK_WORDS);
  /** For each block, the members in all blocks before it. */
  #sums = new Uint32Array(1);
  /** The first block whose sum may be wrong. */
  #dirtyFrom = Number.POSITIVE_INFINITY;
  size = 0;

  /** Its size in memory. */
  get bytes(): number {
    return this.#words.byteLength + this.#sums.byteLength;
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

  /** The number of members below this number. */
  countBelow(number: number): number {
    const end = Math.min(number, this.#words.length * BITS);
    this.#updateSums();
    const block = Math.min(Math.floor(end / BLOCK_BITS), this.#sums.length - 1);
    let count = this.#sums[block] ?? 0;
    const lastWord = end >>> 5;
    for (let word = block * BLOCK_WORDS; word < lastWord; word++) {
      count += countOnes(this.#words[word] ?? 0);
    }
    const rest = end & 31;
    if (rest > 0) count += countOnes((this.#words[lastWord] ?? 0) & ((1 << rest) - 1));
    return count;
  }

  #updateSums(): void {
    for (let block = this.#dirtyFrom; block < this.#sums.length; block++) {
      let count = this.#sums[block - 1] ?? 0;
      const start = (block - 1) * BLOCK_WORDS;
      for (let word = start; word < start + BLOCK_WORDS; word++) {
        count += countOnes(this.#words[word] ?? 0);
      }
      this.#sums[block] = count;
    }
    this.#dirtyFrom = Number.POSITIVE_INFINITY;
  }

  #grow(last: number): void {
    const blocks = Math.max(2 * this.#sums.length, Math.ceil((last + 1) / BLOCK_BITS));
    const words = new Uint32Array(blocks * BLOCK_WORDS);
    words.set(this.#words);
    const sums = new Uint32Array(blocks);
    sums.set(this.#sums);
    this.#dirtyFrom = Math.min(this.#dirtyFrom, this.#sums.length);
    this.#words = words;
    this.#sums = sums;
  }
}

function countOnes(word: number): number {
  let bits = word - ((word >>> 1) & 0x5555_5555);
  bits = (bits & 0x3333_3333) + ((bits >>> 2) & 0x3333_3333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
}
