import type { IncomingMessage, ServerResponse } from 'node:http';
import { shapeOf } from '@frontrow/api/errors/error-shape';
import { appRouter } from '@frontrow/api/root';
import { TRPCError } from '@trpc/server';
import superjson from 'superjson';

/** The most bytes of a body. The largest valid input, a performance of 500 sections, takes a quarter of it. */
export const MAX_BODY_BYTES = 256 * 1024;
/** The drawing of a house alone may be larger. */
export const MAX_CHART_BYTES = 1024 * 1024;
const CHART_PATH = '/trpc/admin.createChart';

/** The most bytes that the body of this request may have. */
export const maxBodyOf = (url = ''): number =>
  url.split('?', 1)[0] === CHART_PATH ? MAX_CHART_BYTES : MAX_BODY_BYTES;
/** The most calls in one batch. */
export const MAX_BATCH_CALLS = 100;
/** A batch of 100 queries that name a concert takes 12,000 characters. */
const MAX_URL_CHARACTERS = 16 * 1024;
/** Its answer may have a megabyte: a batch of them would hold up all others. */
const ONCE_IN_A_BATCH = 'concert.seatMap';

const PROCEDURES = appRouter._def.procedures as unknown as Record<
  string,
  { _def: { type: string } } | undefined
>;

/**
 * What is refused of a request to /trpc before anything of it is parsed: a method that is none of tRPC's,
 * an address or a body that is too long, a body that is not JSON, a batch with too many calls. Null if it
 * may go on.
 */
export function refusalOfRequest(req: IncomingMessage): TRPCError | null {
  const { method = '', url = '', headers } = req;
  if (!['GET', 'POST', 'HEAD'].includes(method)) return refusal('METHOD_NOT_SUPPORTED');
  if (url.length > MAX_URL_CHARACTERS) return refusal('BAD_REQUEST', 'the address is too long');
  if (method === 'POST') {
    if (Number(headers['content-length'] ?? 0) > maxBodyOf(url)) {
      return refusal('PAYLOAD_TOO_LARGE');
    }
    const type = headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
    if (type !== 'application/json') {
      return refusal('UNSUPPORTED_MEDIA_TYPE', 'the content type must be application/json');
    }
  }
  const [path = '', query = ''] = url.split('?', 2);
  if (!path.includes(',') && !/%2c/i.test(path)) return null;
  return new URLSearchParams(query).get('batch') === '1' ? refusalOfBatch(path) : null;
}

function refusalOfBatch(path: string): TRPCError | null {
  const calls = proceduresIn(path);
  if (calls.length > MAX_BATCH_CALLS) {
    return refusal('BAD_REQUEST', `a batch carries at most ${MAX_BATCH_CALLS} calls`);
  }
  if (calls.filter((call) => call === ONCE_IN_A_BATCH).length > 1) {
    return refusal('BAD_REQUEST', `a batch carries at most one ${ONCE_IN_A_BATCH}`);
  }
  return null;
}

/** The procedures that a path names, as tRPC reads it. A path that cannot be decoded names none. */
function proceduresIn(path: string): string[] {
  try {
    return decodeURIComponent(path.replace(/^\/trpc\//, '').replace(/\/$/, '')).split(',');
  } catch {
    return [];
  }
}

const refusal = (code: TRPCError['code'], message?: string): TRPCError =>
  new TRPCError({ code, ...(message === undefined ? {} : { message }) });

/** Answers with an error in tRPC's form, for requests that do not come as far as tRPC. */
export function answerError(req: IncomingMessage, res: ServerResponse, error: TRPCError): void {
  const shape = shapeOf({ error, path: undefined });
  res.statusCode = shape.data.httpStatus;
  res.setHeader('content-type', 'application/json');
  res.setHeader('cache-control', 'private, no-store');
  if (res.statusCode === 405) res.setHeader('allow', methodsOf(req.url));
  res.end(JSON.stringify({ error: superjson.serialize(shape) }));
}

/** As tRPC says it: GET for a query, POST for a mutation; both where the path names no procedure. */
function methodsOf(url = ''): string {
  const [path = ''] = url.split('?', 1);
  const [name = '', ...others] = proceduresIn(path);
  const type = others.length === 0 ? PROCEDURES[name]?._def.type : undefined;
  if (type === undefined) return 'GET, HEAD, OPTIONS, POST';
  return type === 'mutation' ? 'HEAD, OPTIONS, POST' : 'GET, HEAD, OPTIONS';
}
