import type { Bearer } from '../access/auth.ts';
import { SSE } from '../trpc.ts';

/** No stream lasts longer: one of the longest duration is cut at the next ping. */
const LONGEST_STREAM_MILLISECONDS = SSE.maxDurationMs + SSE.ping.intervalMs;

/**
 * Opens a stream that ends when the bearer token expires. It ends as a connection of the longest duration does:
 * without the event `return` and without an error, so that clients open the next one with a fresh token.
 *
 * @param open opens the stream, which ends when the signal aborts
 * @throws AbortError at the expiry, which tRPC takes for such an end
 */
export function untilExpiry<Value>(
  { expiresAt }: Bearer,
  signal: AbortSignal | undefined,
  open: (signal: AbortSignal) => AsyncGenerator<Value>,
): AsyncGenerator<Value> {
  const gone = signal ?? new AbortController().signal;
  const milliseconds = expiresAt - Date.now();
  if (milliseconds > LONGEST_STREAM_MILLISECONDS) return open(gone);
  return endAfter(milliseconds, gone, open);
}

async function* endAfter<Value>(
  milliseconds: number,
  gone: AbortSignal,
  open: (signal: AbortSignal) => AsyncGenerator<Value>,
): AsyncGenerator<Value> {
  const ending = new AbortController();
  let expired = false;
  const expire = () => {
    expired = true;
    ending.abort();
  };
  const leave = () => ending.abort();
  const timer = setTimeout(expire, Math.max(0, milliseconds));
  gone.addEventListener('abort', leave, { once: true });
  if (gone.aborted) leave();
  try {
    yield* open(ending.signal);
  } finally {
    clearTimeout(timer);
    gone.removeEventListener('abort', leave);
  }
  if (expired) throw new DOMException('the bearer token has expired', 'AbortError');
}
