const MILLISECONDS = 10_000;

/** Passes on at most one error in ten seconds: what fails ten times a second is said once. */
export function throttle(tell: (error: unknown) => void): (error: unknown) => void {
  let last = Number.NEGATIVE_INFINITY;
  return (error) => {
    if (performance.now() - last < MILLISECONDS) return;
    last = performance.now();
    tell(error);
  };
}
