import { useMutation } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { ErrorDetailsByCode } from '../api.ts';
import { isFrontrowError } from '../transport/errors.ts';
import { quiet } from './quiet-promise.ts';

/** What the customer has to do first; `action` is null while it is not known, or while the provider works on it. */
export type ActionRequired = ErrorDetailsByCode['TOPUP_ACTION_REQUIRED'];

export interface Actions {
  /** Runs a task. The promise, and what is chained to it, need not be awaited: a failure is also in `error`. */
  run<T>(task: () => Promise<T>): Promise<T>;
  isPending: boolean;
  error: Error | null;
  /** What the last one was refused for, instead of an error, if the customer has to go to the payment provider. */
  actionRequired: ActionRequired | null;
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
  return isFrontrowError(error, 'TOPUP_ACTION_REQUIRED')
    ? { run, isPending, error: null, actionRequired: error.details }
    : { run, isPending, error, actionRequired: null };
}
