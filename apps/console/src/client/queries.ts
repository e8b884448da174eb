import { isFrontrowError } from '@frontrow/sdk';
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { signIn } from '../sign-in/sign-in.ts';

/** After these codes nobody is signed in here any more. */
const ENDED = ['UNAUTHENTICATED', 'USER_NOT_FOUND'] as const;

/** @param onEnded called when a token has ended, so that the page leads to the sign-in */
export function createQueries(onEnded: () => void): QueryClient {
  const onError = (error: unknown) => {
    const isEnded = ENDED.some((code) => isFrontrowError(error, code));
    // `admin.person` answers so for a person, and not for the operator.
    if (!isEnded || isFrontrowError(error, 'USER_NOT_FOUND')) return;
    signIn.end();
    onEnded();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    // The client of the SDK tries again by itself. Without a network a call fails, and the page says so; it does not wait.
    defaultOptions: {
      queries: { retry: false, refetchOnWindowFocus: false, networkMode: 'always' },
      mutations: { networkMode: 'always' },
    },
  });
}
