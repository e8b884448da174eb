export interface LinkedSignal {
  signal: AbortSignal;
  /** Aborts this signal alone. */
  abort(reason?: unknown): void;
  /** Removes the listener from the other signal. */
  release(): void;
}

/**
 * A signal that aborts with another one, or by itself. `AbortSignal.any` does the same, but Safari has it
 * only since 17.4.
 */
export function linkedSignal(signal: AbortSignal | undefined): LinkedSignal {
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

/**
 * Settles like the given promise, but rejects with the signal's reason as soon as the signal aborts. So a
 * call ends at its abort even if the code it waits for takes no signal or never settles.
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
