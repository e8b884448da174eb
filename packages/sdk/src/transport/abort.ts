export interface LinkedSignal {
  signal: AbortSignal;
  /** Ends this one alone. */
  abort(): void;
  /** Stops following. */
  release(): void;
}

/** A signal that ends with another, or by itself. AbortSignal.any is not in Safari before 17.4. */
export function linkedSignal(signal: AbortSignal | undefined): LinkedSignal {
  const own = new AbortController();
  const abort = () => own.abort(signal?.reason);
  if (signal?.aborted) abort();
  else signal?.addEventListener('abort', abort, { once: true });
  return {
    signal: own.signal,
    abort: () => own.abort(),
    release: () => signal?.removeEventListener('abort', abort),
  };
}

/**
 * The outcome of some work; once it was aborted, the reason that was given for that, even where the
 * work itself knows of no signal and never ends.
 */
export function rejectOnAbort<T>(
  work: T | Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const abort = () => reject(signal?.reason);
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort);
    const stop = () => signal?.removeEventListener('abort', abort);
    void Promise.resolve(work)
      .then(resolve, (error) => reject(signal?.aborted ? signal.reason : error))
      .then(stop);
  });
}
