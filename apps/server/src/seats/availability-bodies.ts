import type { AvailabilityView } from '@frontrow/contract/chart';
import { joined, jsonOf } from './availability-json.ts';
import { compressShared, gzipAround } from './shared-gzip.ts';

/** Compressed letters of so many performances are kept. */
const MOST_KEPT = 200;
/** Fewer letters are sent as they are. */
const FEW_LETTERS = 1_000;

/** The body of an answer. */
export type AvailabilityBody =
  | { encoding: null; body: string }
  | { encoding: 'gzip'; body: Buffer };

interface Compressed {
  version: number;
  made: Promise<Buffer>;
  /** Null until it is made. */
  letters: Buffer | null;
}

/**
 * The bodies of answers of `concert.availability`. The letters of all places are the same for everybody, so they are
 * neither copied nor compressed for each reader.
 */
export class AvailabilityBodies {
  readonly #compressed = new Map<string, Compressed>();

  async bodyOf(view: AvailabilityView, takesGzip: boolean): Promise<AvailabilityBody> {
    if (takesGzip && isLarge(view)) await this.#compress(view).made;
    return this.bodyNow(view, takesGzip) ?? plainOf(view);
  }

  /** The same at once; null if something has to be compressed first. */
  bodyNow(view: AvailabilityView, takesGzip: boolean): AvailabilityBody | null {
    if (!takesGzip || !isLarge(view)) return plainOf(view);
    const { letters: compressed } = this.#compress(view);
    if (!compressed) return null;
    const { head, letters, tail } = enclosed(view);
    const body = gzipAround({ head, shared: letters ?? '', tail }, compressed);
    return { encoding: 'gzip', body };
  }

  #compress({ performanceId, version, places = '' }: AvailabilityView): Compressed {
    const known = this.#compressed.get(performanceId);
    if (known?.version === version) return known;
    const compressed: Compressed = { version, letters: null, made: compressShared(places) };
    void compressed.made.then((letters) => {
      compressed.letters = letters;
    });
    this.#compressed.delete(performanceId);
    this.#compressed.set(performanceId, compressed);
    const [oldest] = this.#compressed.keys();
    if (this.#compressed.size > MOST_KEPT && oldest !== undefined) this.#compressed.delete(oldest);
    return compressed;
  }
}

const isLarge = ({ places = '' }: AvailabilityView): boolean => places.length >= FEW_LETTERS;

const plainOf = (view: AvailabilityView): AvailabilityBody => ({
  encoding: null,
  body: joined(enclosed(view)),
});

function enclosed(view: AvailabilityView) {
  const { head, letters, tail } = jsonOf(view);
  return { head: `{"result":{"data":{"json":${head}`, letters, tail: `${tail}}}}` };
}
