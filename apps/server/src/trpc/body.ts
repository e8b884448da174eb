import type { IncomingMessage, ServerResponse } from 'node:http';
import { createBodyReader } from '../http/body-reader.ts';
import { MAX_BODY_BYTES, MAX_CHART_BYTES, maxBodyOf } from './request-checks.ts';

/** The most bytes of all bodies that are read or have been read and are not answered yet. */
const MAX_TOTAL_BYTES = 32 * 1024 * 1024;

export type TrpcBody = 'read' | 'too-large' | 'no-room' | 'left';

/**
 * Reads the body of a call before the call is served, so that nobody who sends it slowly takes the place of others.
 * tRPC finds it in the request.
 */
export function createTrpcBodyReader(maxTotalBytes = MAX_TOTAL_BYTES) {
  const [any, chart] = [MAX_BODY_BYTES, MAX_CHART_BYTES].map((maxBytes) =>
    createBodyReader({ maxBytes, maxTotalBytes }),
  );
  let kept = 0;
  return async (req: IncomingMessage, res: ServerResponse): Promise<TrpcBody> => {
    const read = maxBodyOf(req.url) === MAX_CHART_BYTES ? chart : any;
    const body = (await read?.(req)) ?? 'left';
    if (typeof body === 'string') return body;
    if (kept + body.length > maxTotalBytes) return 'no-room';
    kept += body.length;
    res.once('close', () => {
      kept -= body.length;
    });
    Object.assign(req, { body: body.toString() });
    return 'read';
  };
}
