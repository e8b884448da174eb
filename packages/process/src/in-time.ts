/** What was asked for, unless it takes longer than that; then a refusal, and the answer is dropped. */
export function inTime<Result>(asking: Promise<Result>, milliseconds: number): Promise<Result> {
  const timer = AbortSignal.timeout(milliseconds);
  const late = new Promise<never>((_, reject) => {
    timer.addEventListener('abort', () =>
      reject(new Error(`not done after ${milliseconds / 1000} s`)),
    );
  });
  asking.catch(() => {});
  return Promise.race([asking, late]);
}
