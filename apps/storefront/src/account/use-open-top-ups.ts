import type { TopUp } from '@frontrow/sdk';
import { useFrontrow } from '@frontrow/sdk/react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useSignedIn } from '../sign-in/use-signed-in.ts';

const KEY = 'open top-ups';

export interface OpenTopUps {
  /** The top-ups that have not ended, the newest first. */
  openTopUps: TopUp[];
  isLoading: boolean;
}

/** What the visitor has begun to add and has not finished. Without an answer the page does without. */
export function useOpenTopUps(): OpenTopUps {
  const client = useFrontrow();
  const userId = useSignedIn()?.user.id;
  const { data, isLoading } = useQuery({
    queryKey: [KEY, userId],
    retry: false,
    queryFn: ({ signal }) => client.balance.topUps.query({ open: true }, { signal }),
  });
  return { openTopUps: data?.items ?? [], isLoading };
}

/** Asks for them again. */
export function useRefreshOpenTopUps(): () => void {
  const queries = useQueryClient();
  return useCallback(() => void queries.invalidateQueries({ queryKey: [KEY] }), [queries]);
}
