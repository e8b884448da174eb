import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CallReport } from '@frontrow/api/context';
import { shapeOf, toTrpcError } from '@frontrow/api/errors/error-shape';
import { requestScope } from '@frontrow/api/request-scope';
import { appRouter } from '@frontrow/api/root';
import type { DomainError } from '@frontrow/domain/kernel/errors';
import { TRPCError } from '@trpc/server';
import { endSoon } from '../http/outbox.ts';

const TRPC = '/trpc/';
/** A longer batch is refused as a whole anyway, with one error. */
const MAX_ERRORS = 100;

/**
 * Answers a request that is refused before anything of its input is read, as a stock tRPC server would: one error, and
 * for a batch one for each call. Returns a report for each call of a procedure that exists.
 */
export function answerRefusal(
  req: IncomingMessage,
  res: ServerResponse,
  refusal: DomainError<'RATE_LIMITED' | 'SERVICE_UNAVAILABLE'>,
): CallReport[] {
  // Not parsed as a URL: what a stranger sends may be none.
  const [path = '', query = ''] = (req.url ?? '').split('?', 2);
  const paths = path.startsWith(TRPC) ? namesIn(path.slice(TRPC.length)) : [];
  const bodyOf = bodyMaker(refusal);
  const perCall = /(^|&)batch=1(&|$)/.test(query) && wantsJson(req) && paths.length > 0;
  const body = perCall && paths.length <= MAX_ERRORS ? paths.map(bodyOf) : bodyOf(paths[0]);
  res.statusCode = refusal.code === 'RATE_LIMITED' ? 429 : 503;
  res.setHeader('content-type', 'application/json');
  res.setHeader('cache-control', 'private, no-store');
  res.setHeader('retry-after', String(refusal.details.retryAfterSeconds));
  endSoon(res, JSON.stringify(body));
  const known = paths.filter((path) => Object.hasOwn(appRouter._def.procedures, path));
  const report = { outcome: refusal.code, seconds: 0, userId: null };
  return known.slice(0, MAX_ERRORS).map((procedure) => ({ ...report, procedure }));
}

type Shape = ReturnType<typeof shapeOf>;

/** The shapes of refusals that differ only in path and request id. */
const shapes = new Map<string, Shape>();
/** An overloaded server tells a few times; others are not kept. */
const MAX_SHAPES = 64;

/**
 * Makes the body for a path. The errors that a shape is made from take 0.1 ms with their stacks, and a server that is
 * asked for too much does little else than refuse.
 */
function bodyMaker(refusal: DomainError<'RATE_LIMITED' | 'SERVICE_UNAVAILABLE'>) {
  const key = `${refusal.code} ${Object.values(refusal.details).join(' ')}`;
  let shape = shapes.get(key);
  if (!shape) {
    const error = toTrpcError(new TRPCError({ code: 'SERVICE_UNAVAILABLE', cause: refusal }));
    shape = shapeOf({ error, path: undefined });
    if (shapes.size < MAX_SHAPES) shapes.set(key, shape);
  }
  const { data, ...same } = shape;
  const requestId = requestScope.getStore()?.requestId ?? '';
  return (path: string | undefined) => ({
    error: { json: { ...same, data: { ...data, path, requestId } } },
  });
}

/** A client that asked for a stream of lines gets a whole refusal as one error. */
const wantsJson = ({ headers }: IncomingMessage) => headers['trpc-accept'] !== 'application/jsonl';

function namesIn(path: string): string[] {
  try {
    return decodeURIComponent(path).split(',');
  } catch {
    return [];
  }
}
