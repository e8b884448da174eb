import type { ServerResponse } from 'node:http';
import vary from 'vary';

/**
 * Lets each part that answers a request add to `vary`: CORS names the origin, and tRPC would replace that by what its
 * own answer depends on.
 */
export function appendVary(res: ServerResponse): void {
  const setHeader = res.setHeader.bind(res);
  res.setHeader = (name, value) => {
    if (name.toLowerCase() !== 'vary') return setHeader(name, value);
    const before = String(res.getHeader('vary') ?? '');
    return setHeader('vary', vary.append(before, String(value)));
  };
}
