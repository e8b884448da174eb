import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ApiContext } from '@frontrow/api/context';
import { shapeOf, toTrpcError } from '@frontrow/api/errors/error-shape';
import { appRouter } from '@frontrow/api/root';
import { transformer } from '@frontrow/api/wire/transformer';
import type { AvailabilityInput, AvailabilityView } from '@frontrow/contract/chart';
import { getTRPCErrorFromUnknown } from '@trpc/server';
import superjson from 'superjson';
import type { FaultReporter } from '../http/faults.ts';
import { takesGzip } from '../http/gzip.ts';
import { responseMeta } from '../trpc-handler.ts';
import { joined, jsonOf } from './availability-json.ts';
import { compressShared, gzipAround } from './shared-gzip.ts';

/*
 * Answers `concert.availability` where it is alone in its request, with the body of a stock tRPC server. The letters of
 * all places are the same for everybody, so they are neither copied nor compressed for each reader.
 */

const PATH = 'concert.availability';
/** Compressed letters of so many performances are kept. */
const MOST_KEPT = 200;
/** Fewer letters are sent as they are. */
const FEW_LETTERS = 1_000;

/** What stands around the answer, in a batch of one call and in a request of one. */
const ENVELOPES = {
  batch: { before: '[{"result":{"data":{"json":', after: '}}}]' },
  single: { before: '{"result":{"data":{"json":', after: '}}}' },
};

export interface AvailabilityAnswers {
  /** Whether this is such a request. */
  handles(req: IncomingMessage): boolean;
  answer(req: IncomingMessage, res: ServerResponse, ctx: ApiContext): Promise<void>;
}

export function createAvailabilityAnswers(reportFault: FaultReporter): AvailabilityAnswers {
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

  return {
    handles: (req) => inputOf(req) !== null,
    async answer(req, res, ctx) {
      const { input, isBatch } = inputOf(req) ?? { input: null, isBatch: false };
      res.setHeader('content-type', 'application/json');
      res.setHeader('vary', 'trpc-accept, accept');
      let view: AvailabilityView;
      try {
        // A procedure decodes its input by itself (wire/transformer.ts).
        const encoded = transformer.input.deserialize(input) as unknown as AvailabilityInput;
        view = await appRouter.createCaller(ctx).concert.availability(encoded);
      } catch (cause) {
        return refuse(req, res, { cause, isBatch });
      }
      setHeaders(res, responseMeta({ errors: [] }).headers);
      const { head, letters, tail } = jsonOf(view);
      const { before, after } = ENVELOPES[isBatch ? 'batch' : 'single'];
      const json = { head: `${before}${head}`, letters, tail: `${tail}${after}` };
      if (letters === null || letters.length < FEW_LETTERS || !takesGzip(req)) {
        res.end(joined(json));
        return;
      }
      res.setHeader('content-encoding', 'gzip');
      res.setHeader('vary', 'trpc-accept, accept, accept-encoding');
      const shared = { head: json.head, shared: letters, tail: json.tail };
      const body = gzipAround(shared, await compress(view, letters));
      res.end(body);
    },
  };

  function refuse(
    req: IncomingMessage,
    res: ServerResponse,
    { cause, isBatch }: { cause: unknown; isBatch: boolean },
  ): void {
    const error = toTrpcError(getTRPCErrorFromUnknown(cause));
    reportFault(error, req);
    const shape = shapeOf({ error, path: PATH });
    setHeaders(res, responseMeta({ errors: [error] }).headers);
    res.statusCode = shape.data.httpStatus;
    const answer = { error: superjson.serialize(shape) };
    res.end(JSON.stringify(isBatch ? [answer] : answer));
  }
}

function setHeaders(res: ServerResponse, headers: Headers): void {
  for (const [name, value] of headers) res.setHeader(name, value);
}

/** The encoded input; null for a request that is left to tRPC's own handler. */
function inputOf(req: IncomingMessage): { input: unknown; isBatch: boolean } | null {
  const { method, url = '', headers } = req;
  if (method !== 'GET' || !url.startsWith(`/trpc/${PATH}?`)) return null;
  if (headers['trpc-accept'] !== undefined) return null;
  const parameters = [...new URL(url, 'http://localhost').searchParams];
  const { batch, input: text } = Object.fromEntries(parameters) as Record<string, string>;
  const isBatch = batch === '1';
  if (parameters.length !== (isBatch ? 2 : 1) || text === undefined) return null;
  const parsed = parsedOrNull(text);
  if (!isBatch) return parsed === null ? null : { input: parsed, isBatch };
  const first = (parsed as Record<string, unknown> | null)?.['0'];
  return first === undefined ? null : { input: first, isBatch };
}

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
