/**
 * Waits. An abort ends the wait at once and rejects with the signal's reason. `exposeWake` receives a
 * function that ends the wait early without an error.
 */
export function sleep(
  milliseconds: number,
  signal: AbortSignal | undefined,
  exposeWake?: (wake: () => void) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const stop = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    };
    const abort = () => {
      stop();
      reject(signal?.reason);
    };
    const wake = () => {
      stop();
      resolve();
    };
    const timer = setTimeout(wake, milliseconds);
    signal?.addEventListener('abort', abort);
    exposeWake?.(wake);
  });
}
