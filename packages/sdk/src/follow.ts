export interface Following {
  signal: AbortSignal;
  /** Ends this one alone. */
  abort(reason?: unknown): void;
  /** Stops following. */
  release(): void;
}

/** A signal that ends with another, or by itself. AbortSignal.any is not in Safari before 17.4. */
export function follow(signal: AbortSignal | undefined): Following {
  const own = new AbortController();
  const abort = () => own.abort(signal?.reason);
  if (signal?.aborted) abort();
  else signal?.addEventListener('abort', abort, { once: true });
  return {
    signal: own.signal,
    abort: (reason) => own.abort(reason),
    release: () => signal?.removeEventListener('abort', abort),
  };
}

/** The outcome of a call; once it was aborted, the reason that was given for that. */
export async function unlessAborted<T>(
  call: Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  try {
    return await call;
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}
