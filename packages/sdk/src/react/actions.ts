import { useMutation } from '@tanstack/react-query';
import { useCallback } from 'react';

export interface Actions {
  /** Runs a task. The promise need not be awaited: a failure is also in `error`. */
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
    <T>(task: () => Promise<T>): Promise<T> => {
      const running = mutateAsync(task) as Promise<T>;
      running.catch(() => {});
      return running;
    },
    [mutateAsync],
  );
  return { run, isPending, error };
}
