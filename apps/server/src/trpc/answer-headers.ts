import { refusalIn } from '@frontrow/api/errors/error-shape';
import type { TRPCError } from '@trpc/server';

/** The headers of every answer: nobody caches it, and refusals that pass say when to try again. */
export function answerHeaders(errors: TRPCError[]): [string, string][] {
  const headers: [string, string][] = [['cache-control', 'private, no-store']];
  const delays = errors.map((error) => {
    const { details } = refusalIn(error);
    return 'retryAfterSeconds' in details ? Number(details.retryAfterSeconds) : 0;
  });
  const longest = Math.max(0, ...delays);
  if (longest > 0) headers.push(['retry-after', String(longest)]);
  return headers;
}
