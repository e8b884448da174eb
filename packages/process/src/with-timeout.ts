/**
 * Waits for a promise, but not longer than that. The work itself goes on after a timeout; its result or
 * error is ignored.
 *
 * @throws `not done after N s` on timeout
 */
export function withTimeout<Result>(work: Promise<Result>, milliseconds: number): Promise<Result> {
  const timer = AbortSignal.timeout(milliseconds);
  const timeout = new Promise<never>((_, reject) => {
    timer.addEventListener('abort', () =>
      reject(new Error(`not done after ${milliseconds / 1000} s`)),
    );
  });
  work.catch(() => {});
  return Promise.race([work, timeout]);
}
