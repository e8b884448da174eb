/** Waits; an abort ends it at once, and throws its reason. `arm` is given what ends it before its time. */
export function sleep(
  milliseconds: number,
  signal: AbortSignal | undefined,
  arm?: (wake: () => void) => void,
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
    arm?.(wake);
  });
}
