import { useMutation } from '@tanstack/react-query';
import { useCallback } from 'react';

export interface Actions {
  /** Runs it; the promise may be left alone, since a failure is in `error` too. */
  run<T>(work: () => Promise<T>): Promise<T>;
  isPending: boolean;
  error: Error | null;
}

/** What a component does on demand: whether it runs, and how the last one failed. */
export function useActions(): Actions {
  const { mutateAsync, isPending, error } = useMutation({
    mutationFn: (work: () => Promise<unknown>) => work(),
    retry: false,
    networkMode: 'always',
  });
  const run = useCallback(
    <T>(work: () => Promise<T>): Promise<T> => {
      const running = mutateAsync(work) as Promise<T>;
      running.catch(() => {});
      return running;
    },
    [mutateAsync],
  );
  return { run, isPending, error };
}
