import { useMutation } from '@tanstack/react-query';
import { useCallback } from 'react';
import { quiet } from './quiet-promise.ts';

export interface Actions {
  /** Runs a task. The promise, and what is chained to it, need not be awaited: a failure is also in `error`. */
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
    <T>(task: () => Promise<T>): Promise<T> => quiet(mutateAsync(task) as Promise<T>),
    [mutateAsync],
  );
  return { run, isPending, error };
}
