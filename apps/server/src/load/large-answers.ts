import type { ServerResponse } from 'node:http';

/** The most bytes that large answers may hold in memory while they wait for their clients. */
export const MAX_LARGE_BYTES = 64 * 1024 * 1024;
/** Until one of them is made nobody knows its size. */
const EXPECTED_BYTES = 16 * 1024 * 1024;

/** A user whose client has not taken so many bytes gets no more of them while the others need the room. */
const USER_BYTES = 4 * 1024 * 1024;

/** The large answers that are not sent to the end yet. */
export class LargeAnswers {
  /** With the users that they are for; null: nobody is signed in, or a back end reads for itself. */
  readonly #open = new Map<ServerResponse, string | null>();
  readonly #maxBytes: number;

  constructor(maxBytes: number = MAX_LARGE_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /** Made ones with the bytes that their clients have not taken, others with what they may have. */
  get bytes(): number {
    let bytes = 0;
    for (const res of this.#open.keys()) bytes += bytesHeldBy(res);
    return bytes;
  }

  /**
   * Whether a user has to take what was made before, because half of what all may hold is held: one who reads slowly
   * must not keep the others waiting.
   */
  hasUntaken(user: string | null): boolean {
    if (user === null || this.bytes <= this.#maxBytes / 2) return false;
    let bytes = 0;
    for (const [res, reader] of this.#open) if (reader === user) bytes += res.writableLength;
    return bytes > USER_BYTES;
  }

  get hasRoom(): boolean {
    return this.#open.size === 0 || this.bytes + EXPECTED_BYTES <= this.#maxBytes;
  }

  add(res: ServerResponse, user: string | null): void {
    this.#open.set(res, user);
    res.once('close', () => this.#open.delete(res));
  }
}

const bytesHeldBy = (res: ServerResponse): number =>
  res.headersSent ? res.writableLength : EXPECTED_BYTES;
