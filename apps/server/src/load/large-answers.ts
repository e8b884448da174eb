import type { ServerResponse } from 'node:http';

/** The most bytes that large answers may hold in memory while they wait for their clients. */
export const MAX_LARGE_BYTES = 64 * 1024 * 1024;
/** Until one of them is made nobody knows its size. */
const EXPECTED_BYTES = 16 * 1024 * 1024;

/** The large answers that are not sent to the end yet. */
export class LargeAnswers {
  readonly #open = new Set<ServerResponse>();
  readonly #maxBytes: number;

  constructor(maxBytes: number = MAX_LARGE_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /** Made ones with the bytes that their clients have not taken, others with what they may have. */
  get bytes(): number {
    let bytes = 0;
    for (const res of this.#open) bytes += res.headersSent ? res.writableLength : EXPECTED_BYTES;
    return bytes;
  }

  get hasRoom(): boolean {
    return this.#open.size === 0 || this.bytes + EXPECTED_BYTES <= this.#maxBytes;
  }

  add(res: ServerResponse): void {
    this.#open.add(res);
    res.once('close', () => this.#open.delete(res));
  }
}
