import { setImmediate as nextTurn } from 'node:timers/promises';
import { unavailable } from '@frontrow/domain/kernel/errors';

/** A query whose answer would come after so many bytes of a batch is refused. A map of 60,000 seats has 10 MB. */
const MAX_BYTES = 16 * 1024 * 1024;

/**
 * The answers of a batch. They are sent as one text, so all of them are in memory at the same time: a hundred large
 * ones would take gigabytes, and the server would do nothing else while it writes them.
 */
export class RequestAnswers {
  readonly #maxBytes: number;
  #bytes = 0;
  #largest = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(maxBytes: number = MAX_BYTES) {
    this.#maxBytes = maxBytes;
  }

  /** @throws SERVICE_UNAVAILABLE if the answers of the batch have more bytes than may be */
  async make<Result extends object>(make: () => Promise<Result>): Promise<Result> {
    const result = await make();
    if ('data' in result) this.#add(result.data);
    return result;
  }

  /** The same for an answer that may be large. They are made one after the other, and others are served in between. */
  makeLarge<Result extends object>(make: () => Promise<Result>): Promise<Result> {
    const made = this.#last.then(async () => {
      await nextTurn();
      if (this.#bytes + this.#largest > this.#maxBytes) throw tooMuch();
      return this.make(make);
    });
    this.#last = made.catch(() => {});
    return made;
  }

  #add(data: unknown): void {
    const bytes = bytesOf(data);
    // One answer alone may have any size.
    if (this.#bytes > 0 && this.#bytes + bytes > this.#maxBytes) throw tooMuch();
    this.#bytes += bytes;
    this.#largest = Math.max(this.#largest, bytes);
  }
}

const tooMuch = () => unavailable('the answers of a batch have too many bytes', 'NOT_DONE');

/** Of a longer list some items are measured. */
const MEASURED_ITEMS = 32;
const OF_A_NUMBER = 10;
const OF_A_DATE = 26;
/** Of quotes, colon and comma. */
const AROUND = 4;

/** About how many bytes the text of a value has. */
export function bytesOf(value: unknown): number {
  if (typeof value === 'string') return value.length + AROUND;
  if (typeof value !== 'object' || value === null) return OF_A_NUMBER;
  if (value instanceof Date) return OF_A_DATE;
  if (!Array.isArray(value)) {
    const parts = Object.entries(value).map(([key, part]) => key.length + AROUND + bytesOf(part));
    return parts.reduce((sum, bytes) => sum + bytes, 0);
  }
  const step = Math.max(1, Math.floor(value.length / MEASURED_ITEMS));
  let [bytes, measured] = [0, 0];
  for (let index = 0; index < value.length; index += step) {
    bytes += bytesOf(value[index]);
    measured++;
  }
  return measured === 0 ? AROUND : (bytes / measured) * value.length;
}
