const WINDOW_MILLISECONDS = 10_000;

/**
 * Passes on the first error, then at most one every 10 seconds, and drops the others. Without it an
 * error that occurs ten times a second fills the log.
 */
export function throttle(handle: (error: unknown) => void): (error: unknown) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (error) => {
    if (performance.now() - last < WINDOW_MILLISECONDS) return;
    last = performance.now();
    handle(error);
  };
}
