import type { AvailabilityView } from '@frontrow/contract/chart';
import { takesGzip } from '../http/gzip.ts';
import { type SendResult, setAnswerHeaders } from '../trpc/answer-call.ts';
import { joined, jsonOf } from './availability-json.ts';
import { compressShared, gzipAround } from './shared-gzip.ts';

/** Compressed letters of so many performances are kept. */
const MOST_KEPT = 200;
/** Fewer letters are sent as they are. */
const FEW_LETTERS = 1_000;

/**
 * Sends the result of `concert.availability`. The letters of all places are the same for everybody, so they are neither
 * copied nor compressed for each reader.
 */
export function createAvailabilitySender(): SendResult {
  const compressed = new Map<string, { version: number; letters: Promise<Buffer> }>();

  const compress = ({ performanceId, version }: AvailabilityView, letters: string) => {
    const known = compressed.get(performanceId);
    if (known?.version === version) return known.letters;
    const made = compressShared(letters);
    compressed.delete(performanceId);
    compressed.set(performanceId, { version, letters: made });
    const [oldest] = compressed.keys();
    if (compressed.size > MOST_KEPT && oldest !== undefined) compressed.delete(oldest);
    return made;
  };

  return async ({ req, res }, data) => {
    const view = data as AvailabilityView;
    setAnswerHeaders(res);
    const { head, letters, tail } = jsonOf(view);
    const json = { head: `{"result":{"data":{"json":${head}`, letters, tail: `${tail}}}}` };
    if (letters === null || letters.length < FEW_LETTERS || !takesGzip(req)) {
      res.end(joined(json));
      return;
    }
    res.setHeader('content-encoding', 'gzip');
    res.setHeader('vary', 'accept-encoding');
    const shared = { head: json.head, shared: letters, tail: json.tail };
    res.end(gzipAround(shared, await compress(view, letters)));
  };
}
