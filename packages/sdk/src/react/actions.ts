import { useMutation } from '@tanstack/react-query';
import { useCallback } from 'react';

export interface Actions {
  /** Runs a task. Neither the promise nor one chained to it need be awaited: a failure is also in `error`. */
  run<T>(task: () => Promise<T>): Promise<T>;
  isPending: boolean;
  error: Error | null;
}

/** The actions of one component: whether one is running, and the error of the last one. */
export function useActions(): Actions {
  const { mutateAsync, isPending, error } = useMutation({
    mutationFn: (task: () => Promise<unknown>) => task(),
    retry: false,
    networkMode: 'always',
  });
  const run = useCallback(
    <T>(task: () => Promise<T>): Promise<T> => HandledPromise.from(mutateAsync(task) as Promise<T>),
    [mutateAsync],
  );
  return { run, isPending, error };
}

/** Its rejection, and that of each promise chained to it, is never reported as unhandled. */
class HandledPromise<T> extends Promise<T> {
  static from<T>(promise: Promise<T>): Promise<T> {
    return new HandledPromise<T>((resolve) => resolve(promise)).then();
  }

  // biome-ignore lint/suspicious/noThenProperty: overrides the method of Promise, which `catch` and `finally` call
  override then<R = T, E = never>(
    onFulfilled?: ((value: T) => R | PromiseLike<R>) | null,
    onRejected?: ((reason: unknown) => E | PromiseLike<E>) | null,
  ): Promise<R | E> {
    const chained = super.then(onFulfilled, onRejected);
    Promise.prototype.then.call(chained, undefined, () => {});
    return chained;
  }
}
