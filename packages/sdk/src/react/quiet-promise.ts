/**
 * A promise whose rejection may stay unhandled, and so may those of the promises that are chained to it: the
 * hooks show a failure in `error`, so nobody has to catch it.
 */
class QuietPromise<T> extends Promise<T> {
  // biome-ignore lint/suspicious/noThenProperty: it is a promise; \`then\` makes all chained ones
  override then<A = T, B = never>(
    onFulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    const chained = super.then(onFulfilled, onRejected);
    // Marks it as handled. Not by its own `catch`, which would come here again.
    Promise.prototype.then.call(chained, undefined, () => {});
    return chained;
  }
}

export function quiet<T>(work: Promise<T>): Promise<T> {
  const promise = new QuietPromise<T>((resolve, reject) => void work.then(resolve, reject));
  Promise.prototype.then.call(promise, undefined, () => {});
  return promise;
}
