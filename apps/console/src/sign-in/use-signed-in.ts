import { useSyncExternalStore } from 'react';
import { type SignedIn, signIn } from './sign-in.ts';

/** Who is signed in in this tab; null if nobody is. */
export const useSignedIn = (): SignedIn | null =>
  useSyncExternalStore(signIn.subscribe, signIn.get, signIn.get);
